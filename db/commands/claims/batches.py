"""Many claims at once: all of them or none, or each by itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.commands.claims.context import ArticleContext, load_article
from db.commands.claims.recording import ClaimSpec, record_claim
from db.engine.session import Write
from db.errors import DataError


@dataclass(frozen=True)
class Entry:
    """A claim, and the article and revision it was printed in."""

    claim: ClaimSpec
    article_id: int
    revision_id: int | None = None


class Recorder:
    """Records claims, reading each article they stand in once."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._articles: dict[tuple[int, int | None], ArticleContext] = {}

    def record(self, entry: Entry) -> int:
        """Store one claim and return its id."""
        key = entry.article_id, entry.revision_id
        if key not in self._articles:
            self._articles[key] = load_article(self._write, *key)
        return record_claim(self._write, self._articles[key], entry.claim).id


def record_all(write: Write, entries: Iterable[Entry]) -> list[int]:
    """Store claims and return their ids; the first that fails says which it was."""
    recorder, ids = Recorder(write), []
    for number, entry in enumerate(entries):
        try:
            ids.append(recorder.record(entry))
        except DataError as error:
            error.below("claims", number)
            raise
    return ids


def record_each(write: Write, entries: Iterable[Entry]) -> list[int | DataError]:
    """Store those claims that can be; return their ids, and why the others cannot."""
    recorder, results = Recorder(write), list[int | DataError]()
    for entry in entries:
        try:
            with write.savepoint():
                results.append(recorder.record(entry))
        except DataError as error:
            results.append(error)
    return results
