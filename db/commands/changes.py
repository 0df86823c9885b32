"""Writes to the history."""

from db.engine.session import Write
from db.models import Change, Editable, Identity
from db.models.change import Action
from db.queries.snapshots import Snapshot


def log_change(
    write: Write,
    action: Action,
    record: Editable | Identity,
    *,
    before: Snapshot | None = None,
) -> None:
    """Add an audit entry, which the transaction writes last."""
    seen = {record.visibility, before["visibility"] if before else "public"}
    change = Change(
        analyst_id=write.context.analyst_id,
        request_id=write.context.request_id,
        action=action,
        resource=record.__tablename__,
        record_id=record.id,
        version=record.version,
        before=before,
        reason=write.context.reason,
        visibility="public" if seen == {"public"} else "restricted",
    )
    write.changes.append(change)
