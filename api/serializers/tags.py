"""Tags as they are sent."""

from collections.abc import Sequence

from api.serializers.values import Json
from db.values.types import AnyRow, instant


def tag_record(row: AnyRow, _: Sequence[Sequence[AnyRow]] = ()) -> Json:
    """Return a tag with every key."""
    return {
        "id": row.id,
        "version": row.version,
        "name": row.name,
        "visibility": row.visibility,
        "embargo_until": instant(row.embargo_until),
        "note": row.note,
        "created_at": instant(row.created_at),
        "updated_at": instant(row.updated_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }
