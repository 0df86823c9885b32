"""The search texts of articles, sources and facts."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from db.search.analyser import Word, analyse, search_text

# Articles whose words are remembered: they are found before a write, and stored by it.
REMEMBERED = 4
# Precedes each word of a title: a private-use character, which no word contains.
TITLE = "\ue001"
# Bytes of the distinct words of a text: the index of PostgreSQL allows a megabyte.
MAX_BYTES = 800_000


@lru_cache(REMEMBERED)
def article_words(title: str | None, text: str | None, language: str | None) -> str:
    """Return the search text of an article: its title, its text, its marked title."""
    words = search_text([title or "", _indexable(text or "", language)], language)
    return f"{words}{title_words(title, language)}"


def source_words(name: str, others: Iterable[str]) -> str:
    """Return the search text of a source: each name is one text."""
    return search_text([name, *sorted(others)])


def fact_words(statement: str, place: str | None, slug: str) -> str:
    """Return the search text of a fact: its statement, its place and its slug."""
    return search_text([statement, place or "", slug])


def title_words(title: str | None, language: str | None) -> str:
    """Return the words of a title, each with the mark of titles."""
    found = search_text([title or ""], language).split(" ")
    return f" {' '.join(f'{TITLE}{word}' if word else '' for word in found).strip()} "


def _indexable(text: str, language: str | None) -> str:
    """Return the part of a text whose words fit into an index: usually all of it."""
    if len(text) * 4 <= MAX_BYTES:
        return text
    end = max((word.end for word in _held(analyse(text, language))), default=0)
    return text[:end]


def _held(words: Iterable[Word]) -> Iterator[Word]:
    """Yield words until the distinct ones exceed the limit of bytes."""
    known, size = set[str](), 0
    for word in words:
        new = {word.text, *word.stems} - known
        size += sum(map(_bytes, new))
        if size > MAX_BYTES:
            return
        known |= new
        yield word


def _bytes(word: str) -> int:
    return len(word.encode())
