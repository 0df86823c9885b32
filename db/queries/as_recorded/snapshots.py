"""The snapshots of records at an instant."""

from sqlalchemy import select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.engine.rows import Row, StoredJson, column
from db.models import Change
from db.queries.as_recorded.instants import AT
from db.queries.filters import binds
from db.queries.snapshots import RECORDS
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

FIRST = aliased(Change, name="first_change")


class PastSnapshotRow(Row):
    """The snapshot before a change; null if the record did not exist."""

    record_id: int = column(Change.record_id)
    before: StoredJson = column(Change.before)


@prepared(PastSnapshotRow)
def list_snapshots_at(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select the snapshots of ``count`` records that changed after ``at``.

    The snapshot of a record that was created later is null.
    """
    model = RECORDS[resource]
    first = (
        select(FIRST.id)
        .where(FIRST.resource == resource, FIRST.record_id == model.id)
        .where(FIRST.at > AT)
        .order_by(FIRST.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        PastSnapshotRow.select()
        .join(model, model.id == Change.record_id)
        .where(Change.id == first)
        .where(model.id.in_(binds("record", count)))
        .where(visible(model, viewer, withdrawn=True))
    )
