"""References to the sources and articles of claims on facts, each made once."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.serializers.values import Json, article_ref, source_ref
from db.derived.fact_claims import FactClaims


@dataclass(frozen=True)
class Refs:
    """References to the sources and the articles of claims, by id."""

    sources: Mapping[int, Json]
    articles: Mapping[int, Json]  # in the order of their first claims


def refs_in(fact_claims: FactClaims) -> Refs:
    """Return references to all sources and articles of these claims."""
    rows = {row.article_id: row for row in fact_claims.rows}
    return Refs(
        {
            one.id: source_ref(
                one.id,
                one.name,
                one.kind,
                label=one.label,
                article=rows.get(one.article_id) if one.article_id else None,
            )
            for one in fact_claims.sources.values()
        },
        {article_id: article_ref(row) for article_id, row in rows.items()},
    )
