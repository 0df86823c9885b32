"""Claims of a batch with their articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.commands.claims.context import (
    ArticleContext,
    load_article,
    load_articles,
    reads_of_articles,
)
from db.commands.claims.making import ClaimSpec
from db.commands.claims.recording import known_to
from db.commands.known_records import KnownRecords
from db.engine.session import Write
from db.engine.session.joining import PreparedRead
from db.values.viewer import Viewer


@dataclass(frozen=True)
class Entry:
    """A claim, with the article and revision in which it was printed."""

    claim: ClaimSpec
    article_id: int
    revision_id: int | None = None


def newest_of(entries: Iterable[Entry]) -> list[int]:
    """Return the articles whose newest text is needed, in the order of their ids."""
    return sorted({one.article_id for one in entries if one.revision_id is None})


def first_reads(entries: Sequence[Entry], viewer: Viewer) -> Sequence[PreparedRead]:
    """Return the first reads of a batch, to run together with others."""
    return reads_of_articles(newest_of(entries), viewer)


def known_to_entries(write: Write, entries: Sequence[Entry]) -> KnownRecords:
    """Read all records that claims of a batch refer to, their articles first."""
    specs = [entry.claim for entry in entries]
    return known_to(write, specs, article_ids=newest_of(entries))


class Articles:
    """The articles of a batch, each read once."""

    def __init__(self, known: KnownRecords, entries: Iterable[Entry]) -> None:
        self._write = known.write
        loaded = load_articles(known, newest_of(entries))
        self._loaded: dict[tuple[int, int | None], ArticleContext] = {
            (id_, None): article for id_, article in loaded.items()
        }

    def of(self, entry: Entry) -> ArticleContext:
        """Return the article and revision in which a claim was printed."""
        key = entry.article_id, entry.revision_id
        if key not in self._loaded:
            self._loaded[key] = load_article(self._write, *key)
        return self._loaded[key]
