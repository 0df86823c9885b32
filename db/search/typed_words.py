"""The nodes of typed words and phrases."""

import re
from collections.abc import Sequence

from db.search.analyser import Word, analyse
from db.search.letters import UNSPACED
from db.search.trees import Leaf, OneOf, Phrase

FEW_LETTERS = 2  # the minimum length of a prefix, in scripts with spaces
IS_UNSPACED = re.compile(f"[{UNSPACED}]")


class QueryError(ValueError):
    """A query that violates the grammar; ``position`` counts from 0."""

    def __init__(self, message: str, position: int | None = None) -> None:
        self.position = position
        super().__init__(message if position is None else at(position, message))


def at(position: int, message: str) -> str:
    """Return a message with the position of an error in a query."""
    return f"At character {position + 1}: {message}"


def leaf_of(text: str, position: int, *, is_quoted: bool) -> Leaf | None:
    """Return the node of a word or phrase; None without a letter or digit."""
    found = _words(text)
    if not found:
        return None
    words = tuple(word.text for word in found)
    if text.endswith("*") and not is_quoted:
        _check_prefix(position, words)
        return Phrase(words, is_open=True)
    if _is_letter(found[-1]):
        return Phrase(words, is_open=True)
    return _whole(words, () if is_quoted else found[0].stems)


def _whole(words: tuple[str, ...], stems: Sequence[str]) -> Leaf:
    return Phrase(words) if len(words) > 1 else OneOf((*words, *stems))


def _words(text: str) -> list[Word]:
    """Return the words of a text, without the last character of a run of pairs."""
    found = [*analyse(text)]
    return found[:-1] if found and found[-1].is_part else found


def _is_letter(last: Word) -> bool:
    """Return whether it is one letter of a script that is indexed by pairs."""
    return not last.is_part and bool(IS_UNSPACED.fullmatch(last.text))


def _check_prefix(position: int, words: Sequence[str]) -> None:
    (first, *more) = words
    if not more and len(first) < FEW_LETTERS and not IS_UNSPACED.match(first):
        message = f"A beginning of a word needs {FEW_LETTERS} letters at least."
        raise QueryError(message, position)
