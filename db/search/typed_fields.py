"""Fields of a query: a name, a colon, and values separated by commas."""

import re
from collections.abc import Iterable, Iterator

from db.search.records import TITLE
from db.search.trees import Field, Leaf, Node, OneOf, Phrase, Value, any_of
from db.search.typed_words import QueryError, leaf_of
from db.values.written_forms import QUOTES

IN_TITLES = "title"
COLUMNS = ("source", "speaker", "outlet", "act", "form", "lang", "from", "to", "tag")
NAMES = (*COLUMNS, "fact", IN_TITLES)
NO_WORD = "Must contain a letter or a digit."
NO_VALUE = (
    "{0}: needs a value right after it, as in {0}:this or {0}:“this and that”. To "
    "find it as a word, put it in quotes."
)
NO_COMMA = "Separate values by commas without spaces."
QUOTE, OTHER = f'["{QUOTES}]', f'[^"{QUOTES}]'
FIELD = rf"(?i:{'|'.join(NAMES)}):(?:{QUOTE}{OTHER}*(?:{QUOTE}|$)|[^\s()\"{QUOTES}])*"
VALUE = re.compile(
    rf"(?:{QUOTE}(?P<quoted>{OTHER}*)(?:{QUOTE}|$)|(?P<bare>[^,\"{QUOTES}]+))"
    r"(?:$|,(?!$))"
)


def field_of(text: str, position: int) -> Field:
    """Return the field at an offset, or raise ``QueryError``."""
    name, _, typed = text.partition(":")
    field = Field(name.lower(), (*_values(typed, position + len(name) + 1),), position)
    if min((one.text.strip() for one in field.values), default="") == "":
        raise QueryError(NO_VALUE.format(field.name), position)
    if field.name == IN_TITLES:
        words_of(field)
    return field


def _values(typed: str, start: int) -> Iterator[Value]:
    at = 0
    for found in VALUE.finditer(typed):
        if found.start() != at:
            break
        is_quoted = found["bare"] is None
        text = found["quoted"] if is_quoted else found["bare"]
        yield Value(text, start + at, is_quoted=is_quoted)
        at = found.end()
    if at < len(typed):
        raise QueryError(NO_COMMA, start + at)


def words_of(field: Field) -> Node:
    """Return words and phrases; a title must contain one of them."""
    return any_of(map(_leaf, field.values))


def _leaf(value: Value) -> Leaf:
    leaf = leaf_of(value.text, value.position, is_quoted=value.is_quoted)
    if leaf is None:
        raise QueryError(NO_WORD, value.position)
    return leaf


def marked_title(field: Field) -> Node:
    """Return ``words_of`` with the mark that words of titles have in the index."""
    return any_of(map(_marked, map(_leaf, field.values)))


def _marked(leaf: Leaf) -> Leaf:
    if isinstance(leaf, OneOf):
        return OneOf(_each_marked(leaf.forms))
    return Phrase(_each_marked(leaf.words), is_open=leaf.is_open)


def _each_marked(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{TITLE}{word}" for word in words)
