"""Keys as they are sent."""

from api.serializers.values import Json
from db.values.types import AnyRow, instant


def key_record(row: AnyRow) -> Json:
    """Return a key without its secret, which is nowhere."""
    return {
        "id": row.id,
        "prefix": row.prefix,
        "analyst_id": row.analyst_id,
        "analyst": {
            "id": row.analyst_id,
            "name": row.analyst_name,
            "kind": row.analyst_kind,
            "role": row.analyst_role,
        },
        "note": row.note,
        "created_at": instant(row.created_at),
        "created_by_id": row.created_by_id,
        "expires_at": instant(row.expires_at),
        "last_used_at": instant(row.last_used_at),
        "revoked_at": instant(row.revoked_at),
        "revoked_by_id": row.revoked_by_id,
    }
