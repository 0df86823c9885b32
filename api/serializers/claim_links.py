"""Links between claims as they are sent."""

from api.serializers.values import Json
from db.values.types import AnyRow


def link_record(row: AnyRow, *, claim_text: str, other_text: str) -> Json:
    """Return what one claim does to another."""
    return {
        "id": row.id,
        "claim_id": row.claim_id,
        "claim": {"id": row.claim_id, "text": claim_text},
        "other_id": row.other_id,
        "other": {"id": row.other_id, "text": other_text},
        "kind": row.kind,
    }
