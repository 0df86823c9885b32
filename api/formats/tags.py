"""Tags as they are sent."""

from api.formats.values import Json
from db.types import AnyRow, instant


def tag_row(row: AnyRow) -> Json:
    """Return a tag with every key."""
    return {
        "id": row.id,
        "version": row.version,
        "name": row.name,
        "visibility": row.visibility,
        "note": row.note,
        "created_at": instant(row.created_at),
        "updated_at": instant(row.updated_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }
