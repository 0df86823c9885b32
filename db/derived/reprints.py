"""The original article of each reprint."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.derived.fact_claims import FactClaims
from db.queries.fact_claims import FactClaimRow


@dataclass(frozen=True)
class Reprints:
    """Reprints and their roots, the original articles; an original is its own root."""

    roots: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # and distances
    outlets: Mapping[int, int | None] = field(default_factory=dict)  # of roots too

    def root(self, article_id: int) -> int:
        """Return the root of an article."""
        found = self.roots.get(article_id)
        return found[0] if found else article_id

    def rank(self, article_id: int) -> tuple[int, int]:
        """Return a sort key by which originals precede their reprints."""
        return self.roots.get(article_id, (article_id, 0))[1], article_id

    def is_of_other_outlet(self, row: FactClaimRow) -> bool:
        """Return whether the article of a claim reprints another outlet's article."""
        root = self.root(row.article_id)
        if root == row.article_id:
            return False
        return self.outlets.get(root) != row.article_outlet_id


def find_reprints(fact_claims: FactClaims) -> Reprints:
    """Return the roots of the articles of these claims."""
    articles = {row.article_id: row.root_article_id for row in fact_claims.rows}
    outlets = {row.article_id: row.article_outlet_id for row in fact_claims.rows}
    for root in fact_claims.roots.values():
        articles[root.id], outlets[root.id] = root.root_article_id, root.outlet_id
    return Reprints(_followed(articles), outlets)


def _followed(articles: Mapping[int, int | None]) -> Mapping[int, tuple[int, int]]:
    """Follow each article to its root, over each step once; end in a circle too."""
    found: dict[int, tuple[int, int]] = {}
    for article_id in articles:
        at = article_id
        path: dict[int, None] = {}  # ordered, with a fast membership test
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
