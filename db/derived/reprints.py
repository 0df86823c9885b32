"""Which article each one reprints in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.derived.fact_claims import Bearings
from db.values.types import AnyRow


@dataclass(frozen=True)
class Reprints:
    """Reprints up to the first of the articles; one that is none is its own root."""

    roots: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # and how far
    outlets: Mapping[int, int | None] = field(default_factory=dict)  # of roots too

    def root(self, article_id: int) -> int:
        """Return the article that this one reprints in the end."""
        found = self.roots.get(article_id)
        return found[0] if found else article_id

    def nearness(self, article_id: int) -> tuple[int, int]:
        """Return what sorts articles before those that reprint them."""
        return self.roots.get(article_id, (article_id, 0))[1], article_id

    def lends(self, row: AnyRow) -> bool:
        """Return whether the article of a claim is a reprint of another outlet's."""
        root = self.root(row.article_id)
        if root == row.article_id:
            return False
        return bool(self.outlets.get(root) != row.article_outlet_id)


def reprints_in(bearings: Bearings) -> Reprints:
    """Return what the articles of these claims reprint, and what those do."""
    articles = {row.article_id: row.root_article_id for row in bearings.rows}
    outlets = {row.article_id: row.article_outlet_id for row in bearings.rows}
    for root in bearings.roots.values():
        articles[root.id], outlets[root.id] = root.root_article_id, root.outlet_id
    return Reprints(_followed(articles), outlets)


def _followed(articles: Mapping[int, int | None]) -> Mapping[int, tuple[int, int]]:
    """Follow each article to its root, over each step once; end in a circle too."""
    found: dict[int, tuple[int, int]] = {}
    for article_id in articles:
        at = article_id
        path: dict[int, None] = {}  # in its order, and quick to look into
        while at not in found and at not in path:
            path[at] = None
            above = articles.get(at)
            if above is None:
                break
            at = above
        root, distance = found.get(at, (at, -1))
        for below in reversed(path):
            distance += 1
            found[below] = (root, distance)
    return found
