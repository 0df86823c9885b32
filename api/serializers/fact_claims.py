"""Sources and articles in what is derived from claims: each of them is made once."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.serializers.values import Json, article_ref, source_ref
from db.derived.fact_claims import Bearings


@dataclass(frozen=True)
class Refs:
    """References to the sources and the articles of claims, by id."""

    sources: Mapping[int, Json]
    articles: Mapping[int, Json]  # in the order of their first claims


def refs_in(bearings: Bearings) -> Refs:
    """Return references to all sources and articles of these claims."""
    rows = {row.article_id: row for row in bearings.rows}
    return Refs(
        {
            one.id: source_ref(
                one.id, one.name, one.kind, article=rows.get(one.article_id)
            )
            for one in bearings.sources.values()
        },
        {article_id: article_ref(row) for article_id, row in rows.items()},
    )
