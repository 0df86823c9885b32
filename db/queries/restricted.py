"""Reads of restricted records, to restrict them again in a restored backup."""

from sqlalchemy import literal_column, select

from db.engine.prepared import prepared
from db.engine.rows import Row, StoredInstant, column
from db.queries.embargoes import WITH_EMBARGO
from db.queries.visibility import visible
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer


class RestrictedRow(Row):
    """A restricted record, the end of its embargo, and the time of its last change."""

    id: int = column(literal_column("id"))
    embargo_until: StoredInstant | None = column(
        literal_column("embargo_until", UtcDateTime())
    )
    updated_at: StoredInstant = column(literal_column("updated_at", UtcDateTime()))


@prepared(RestrictedRow)
def list_restricted(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select the restricted records of a resource in any state, the oldest first."""
    (model,) = (one for one in WITH_EMBARGO if one.__tablename__ == resource)
    return (
        select(model.id, model.embargo_until, model.updated_at)
        .where(model.visibility != "public", visible(model, viewer, withdrawn=True))
        .order_by(model.id)
    )
