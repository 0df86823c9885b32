"""One row for each claim that counted and each fact that it was about."""

from collections.abc import Callable, Iterator
from typing import Any

from db.history.claims import Claims, counts, dated
from db.history.snapshots import instant_or_none
from db.history.sources import article_columns
from db.queries.fact_claims import FactClaimRow
from db.queries.snapshots import Snapshot
from db.queries.stances import StanceRow

OUTLET = ("id", "name", "kind")
INSTANTS = (
    "dated_at",
    "said_from",
    "article_published_from",
    "article_published_to",
    "article_updated_from",
)


def claim_rows(
    claims: Claims, is_wanted: Callable[[Snapshot], bool] = counts
) -> Iterator[FactClaimRow]:
    """Yield one row for each wanted claim and each fact that it was about."""
    for claim_id, snapshot in claims.snapshots.items():
        if is_wanted(snapshot):
            columns = _claim_columns(claims, snapshot)
            for stance in claims.stances(claim_id):
                yield FactClaimRow.of(columns | _stance_columns(stance))


def _stance_columns(stance: StanceRow) -> dict[str, Any]:
    return {
        "fact_id": stance.fact_id,
        "fact_slug": stance.slug,
        "fact_statement": stance.statement,
        "stance": stance.stance,
    }


def _claim_columns(claims: Claims, snapshot: Snapshot) -> dict[str, Any]:
    """Return the columns that all rows of a claim share."""
    article = claims.articles.snapshots[snapshot["article_id"]]
    columns = {
        **snapshot,
        **dated(snapshot, article),
        **article_columns(article, claims.sources),
        "claim_id": snapshot["id"],
        "root_article_id": article["root_article_id"],
        "article_survivor_id": claims.articles.survivor_id(article["id"]),
        "article_updated_from": article["updated_from"],
        "is_article_retracted": article["availability"] == "retracted",
    }
    if article["outlet_id"]:
        outlet = claims.sources.survivor(article["outlet_id"])
        columns |= {f"article_outlet_{name}": outlet[name] for name in OUTLET}
    for name in INSTANTS:
        columns[name] = instant_or_none(columns[name])
    return columns
