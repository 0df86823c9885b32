"""Claims of a batch, and the articles that they were printed in."""

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
    """A claim, and the article and revision it was printed in."""

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
        """Return the article and the revision that a claim was printed in."""
        key = entry.article_id, entry.revision_id
        if key not in self._loaded:
            self._loaded[key] = load_article(self._write, *key)
        return self._loaded[key]
