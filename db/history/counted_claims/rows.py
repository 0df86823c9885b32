"""One row for each claim that counted and each fact that it was about."""

from collections.abc import Callable, Iterator
from typing import Any

from db.history.claims import Claims, counts
from db.history.snapshots import instant_of, instant_or_none
from db.history.sources import article_columns
from db.queries.fact_claims import FactClaimRow
from db.queries.snapshots import Snapshot

OUTLET = ("id", "name", "kind")
INSTANTS = (
    "article_published_from",
    "article_published_to",
    "article_updated_from",
)
Columns = dict[str, Any]


def claim_rows(
    claims: Claims, is_wanted: Callable[[Snapshot], bool] = counts
) -> Iterator[FactClaimRow]:
    """Yield one row for each wanted claim and each fact that it was about."""
    articles: dict[int, Columns] = {}  # many claims are in one article
    for claim_id, snapshot in claims.snapshots.items():
        if is_wanted(snapshot):
            article_id = snapshot["article_id"]
            if article_id not in articles:
                articles[article_id] = _article_columns(claims, article_id)
            columns = articles[article_id] | _claim_columns(claims, snapshot)
            for fact_id, stance in claims.held(claim_id):
                yield FactClaimRow.of(
                    columns | _stance_columns(claims, fact_id, stance)
                )


def _stance_columns(claims: Claims, fact_id: int, stance: Snapshot) -> Columns:
    fact = claims.facts.snapshots[fact_id]
    return {
        "fact_id": fact_id,
        "fact_slug": fact["slug"],
        "fact_statement": fact["statement"],
        "stance": stance["stance"],
    }


def _article_columns(claims: Claims, article_id: int) -> Columns:
    """Return the columns that the rows of all claims of an article share."""
    article = claims.articles.snapshots[article_id]
    columns = {
        **article_columns(article, claims.sources),
        "root_article_id": article["root_article_id"],
        "article_survivor_id": claims.articles.survivor_id(article_id),
        "article_updated_from": article["updated_from"],
        "is_article_retracted": article["availability"] == "retracted",
    }
    if article["outlet_id"]:
        outlet = claims.sources.survivor(article["outlet_id"])
        columns |= {f"article_outlet_{name}": outlet[name] for name in OUTLET}
    return columns | {name: instant_or_none(columns[name]) for name in INSTANTS}


def _claim_columns(claims: Claims, snapshot: Snapshot) -> Columns:
    """Return the columns that all rows of a claim share, without its article."""
    date = claims.dated(snapshot["id"])
    return {
        **snapshot,
        "claim_id": snapshot["id"],
        "dated_at": instant_of(date["dated_at"]),
        "dated_basis": date["dated_basis"],
        "said_from": instant_or_none(snapshot["said_from"]),
    }
