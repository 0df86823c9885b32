"""The grammar of queries: words, phrases, fields, exclusions, alternatives, groups.

query = all, { "OR", all } ;
all   = item, { [ "AND" ], item } ;
item  = [ "-" | "NOT" ], ( "(", query, ")" | field | quoted | word, [ "*" ] ) ;
field = name, ":", ( quoted | word ), { ",", ( quoted | word ) } ;
"""

import re
from typing import NamedTuple

from db.search.trees import All, Any, Field, Leaf, Node, Not, Phrase, ends
from db.search.typed_fields import FIELD, NO_WORD, field_of
from db.search.typed_words import QueryError, leaf_of
from db.values.stored_text import as_stored
from db.values.written_forms import QUOTES

MAX_WORDS = 32
MAX_DEPTH = 8
ONLY_EXCLUDES = "Needs a word to find, not only words to exclude."
QUOTE = f'["{QUOTES}]'
TOKEN = re.compile(
    rf"(?P<open>\()|(?P<close>\))|{QUOTE}(?P<phrase>[^\"{QUOTES}]*)(?:{QUOTE}|$)"
    rf"|(?P<minus>[-−](?=[^\s()−-]))|(?P<field>{FIELD})|(?P<word>[^\s()\"{QUOTES}]+)"
)
OPERATORS = {"AND": "and", "OR": "or", "NOT": "minus"}


class Token(NamedTuple):
    """A token of a query and its offset."""

    kind: str
    text: str
    position: int


def parse(text: str) -> Node:
    """Return the tree of a query, or raise ``QueryError``."""
    tree = _Parser(as_stored(text)).query()
    if sum(map(_size, ends(tree))) > MAX_WORDS:
        message = f"Must have {MAX_WORDS} words at most."
        raise QueryError(message)
    return tree


def _size(end: Node) -> int:
    if isinstance(end, Field):
        return len(end.values)
    return len(end.words) if isinstance(end, Phrase) else 1


class _Parser:
    """A recursive-descent parser of queries."""

    def __init__(self, text: str) -> None:
        self._tokens = [*map(_token, TOKEN.finditer(text))]
        self._tokens.append(Token("end", "", len(text)))
        self._depth = 0

    def query(self) -> Node:
        """Return the tree of the whole query."""
        tree = self._any()
        if self._next.kind == "close":
            message = "There is no ( for this )."
            raise QueryError(message, self._next.position)
        if tree is None:
            raise QueryError(NO_WORD)
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[0]

    def _take(self) -> Token:
        return self._tokens.pop(0)

    def _any(self) -> Node | None:
        found = [self._all()]
        while self._next.kind == "or":
            operator = self._take()
            found.append(self._all())
            if None in found[-2:]:
                message = "OR needs a word before it and after it."
                raise QueryError(message, operator.position)
        nodes = tuple(node for node in found if node is not None)
        return Any(nodes) if len(nodes) > 1 else found[0]

    def _all(self) -> Node | None:
        first, found = self._next, list[Node]()
        while self._next.kind not in {"end", "close", "or"}:
            node = self._item()
            if node is not None:
                found.append(node)
        if not found:
            return None
        if all(isinstance(node, Not) for node in found):
            raise QueryError(ONLY_EXCLUDES, first.position)
        return All(tuple(found)) if len(found) > 1 else found[0]

    def _item(self) -> Node | None:
        token = self._take()
        if token.kind == "minus":
            if self._next.kind in {"end", "close", "or", "and", "minus"}:
                message = "A word to exclude must follow."
                raise QueryError(message, token.position)
            excluded = self._item()
            return None if excluded is None else Not(excluded)
        if token.kind == "open":
            return self._group(token)
        return None if token.kind == "and" else _leaf(token)

    def _group(self, opening: Token) -> Node | None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"Groups may be nested {MAX_DEPTH} deep at most."
            raise QueryError(message, opening.position)
        node = self._any()
        if self._take().kind != "close":
            message = "There is no ) for this (."
            raise QueryError(message, opening.position)
        self._depth -= 1
        return node


def _token(found: re.Match[str]) -> Token:
    kind = str(found.lastgroup)
    text = found[kind]
    if kind == "word" and text in OPERATORS:
        kind = OPERATORS[text]
    return Token(kind, text, found.start())


def _leaf(token: Token) -> Leaf | Field | None:
    """Return the node of a word, phrase or field; None without a letter or digit."""
    if token.kind == "field":
        return field_of(token.text, token.position)
    return leaf_of(token.text, token.position, is_quoted=token.kind == "phrase")
