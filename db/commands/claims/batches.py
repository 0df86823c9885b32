"""Many claims at once: all of them or none, or each by itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.commands.claims.context import ArticleContext, load_article
from db.commands.claims.recording import ClaimSpec, record_claim, record_claims
from db.engine.session import Write
from db.errors import DataError


@dataclass(frozen=True)
class Entry:
    """A claim, and the article and revision it was printed in."""

    claim: ClaimSpec
    article_id: int
    revision_id: int | None = None


class Articles:
    """The articles of a batch, each read once."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._loaded: dict[tuple[int, int | None], ArticleContext] = {}

    def of(self, entry: Entry) -> ArticleContext:
        """Return the article and the revision that a claim was printed in."""
        key = entry.article_id, entry.revision_id
        if key not in self._loaded:
            self._loaded[key] = load_article(self._write, *key)
        return self._loaded[key]


def record_all(write: Write, entries: Iterable[Entry]) -> list[int]:
    """Store claims and return their ids, or raise what is wrong with them."""
    articles, claims = Articles(write), list[tuple[ArticleContext, ClaimSpec]]()
    for number, entry in enumerate(entries):
        try:
            claims.append((articles.of(entry), entry.claim))
        except DataError as error:
            error.below("claims", number)
            raise
    return record_claims(write, claims)


def record_each(write: Write, entries: Iterable[Entry]) -> list[int | DataError]:
    """Store those claims that can be; return their ids, and why the others cannot."""
    articles, results = Articles(write), list[int | DataError]()
    for number, entry in enumerate(entries):
        try:
            with write.savepoint(), write.below("claims", number):
                made = record_claim(write, articles.of(entry), entry.claim)
            results.append(made.id)
        except DataError as error:
            results.append(error)
    return results
