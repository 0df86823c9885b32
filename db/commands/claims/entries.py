"""Claims of a batch with their articles."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.commands.claims.context import (
    ArticleContext,
    load_article,
    load_articles,
)
from db.commands.claims.making import ClaimSpec
from db.engine.session import Write


@dataclass(frozen=True)
class Entry:
    """A claim, with the article and revision in which it was printed."""

    claim: ClaimSpec
    article_id: int
    revision_id: int | None = None


class Articles:
    """The articles of a batch, each read once."""

    def __init__(self, write: Write, entries: Iterable[Entry]) -> None:
        self._write = write
        newest = {one.article_id for one in entries if one.revision_id is None}
        loaded = load_articles(write, sorted(newest))
        self._loaded: dict[tuple[int, int | None], ArticleContext] = {
            (id_, None): article for id_, article in loaded.items()
        }

    def of(self, entry: Entry) -> ArticleContext:
        """Return the article and revision in which a claim was printed."""
        key = entry.article_id, entry.revision_id
        if key not in self._loaded:
            self._loaded[key] = load_article(self._write, *key)
        return self._loaded[key]
