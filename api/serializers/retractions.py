"""JSON of retractions."""

from api.serializers.values import Json
from db.queries.fact_claims import FactClaimRow, RetractionRow
from db.values.types import json_instant


def retraction_record(row: RetractionRow) -> Json:
    """Return the claim that retracts another."""
    return {"claim_id": row.by_claim_id, "kind": row.kind, "at": json_instant(row.at)}


def article_retracted_at(row: FactClaimRow) -> str | None:
    """Return when the article of a claim was retracted; null if unknown."""
    return json_instant(row.article_updated_from) if row.is_article_retracted else None
