"""The original articles of reprints."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.derived.fact_claims import FactClaims
from db.queries.fact_claims import FactClaimRow


@dataclass(frozen=True)
class Reprints:
    """Reprints and their roots, the original articles; an original is its own root.

    Merged articles count as their survivor.
    """

    survivors: Mapping[int, int]
    # The root of each article, and its distance.
    roots: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    # Of articles and roots.
    outlets: Mapping[int, int | None] = field(default_factory=dict)

    def survivor(self, article_id: int) -> int:
        """Return the survivor of an article, or the article itself."""
        return self.survivors.get(article_id, article_id)

    def root(self, article_id: int) -> int:
        """Return the root of an article."""
        survivor_id = self.survivor(article_id)
        found = self.roots.get(survivor_id)
        return found[0] if found else survivor_id

    def rank(self, article_id: int) -> tuple[int, int]:
        """Return a sort key that puts originals before their reprints."""
        survivor_id = self.survivor(article_id)
        return self.roots.get(survivor_id, (survivor_id, 0))[1], article_id

    def is_of_other_outlet(self, row: FactClaimRow) -> bool:
        """Return whether the article of a claim reprints another outlet's article."""
        root = self.root(row.article_id)
        if root == self.survivor(row.article_id):
            return False
        return self.outlets.get(root) != row.article_outlet_id


def find_reprints(fact_claims: FactClaims, *, folded: bool) -> Reprints:
    """Return the survivors of the articles of claims, and their roots if ``folded``."""
    merged = _merged(fact_claims)
    if not folded:
        return Reprints(merged)
    articles, outlets = dict[int, int | None](), dict[int, int | None]()
    for row in fact_claims.rows:
        articles[row.article_id] = row.root_article_id
        outlets[row.article_id] = row.article_outlet_id
    for root in fact_claims.roots.values():
        articles[root.id], outlets[root.id] = root.root_article_id, root.outlet_id
    above = {
        one: root_id and merged.get(root_id, root_id)
        for one, root_id in articles.items()
        if one not in merged
    }
    return Reprints(merged, _followed(above), outlets)


def _merged(fact_claims: FactClaims) -> Mapping[int, int]:
    """Return the survivor of each article that was merged into another."""
    survivors = {row.article_id: row.article_survivor_id for row in fact_claims.rows}
    survivors |= {one.id: one.survivor_id for one in fact_claims.roots.values()}
    return {one: into for one, into in survivors.items() if into is not None}


def _followed(articles: Mapping[int, int | None]) -> Mapping[int, tuple[int, int]]:
    """Follow each article to its root, visiting each step once; stop in a cycle."""
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
