"""What sources took back, as it is sent."""

from api.serializers.values import Json
from db.queries.fact_claims import RetractionRow
from db.values.types import instant


def retraction_record(row: RetractionRow) -> Json:
    """Return the claim that takes another one back."""
    return {"claim_id": row.by_claim_id, "kind": row.kind, "at": instant(row.at)}
