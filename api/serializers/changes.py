"""JSON of the history."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from api.schemas.changes import ChangeOut
from api.serializers.shape import serializer
from api.serializers.values import Json
from db.engine.session import Match, Write
from db.history.changes import ChangeDetail
from db.queries.changes import ChangeRow
from db.queries.snapshots import Snapshot

# Fields that always differ, or are computed from other fields.
HIDDEN = {
    "id",
    "version",
    "created_at",
    "updated_at",
    "content_key",
    "url_key",
    "start",
    "dated_at",
    "dated_basis",
    # Fields that repeat the analyst, time and reason of the audit entry.
    "analyst_id",
    "reason",
}
AN_ANALYST = "an analyst"  # for viewers who may not see analysts
HIDDEN_OF_CHILDREN = {"id", "analyst_id", "created_at", "ordinal", "reason"}
DATE_PARTS = ("from", "to", "precision", "text")


def _analyst(row: ChangeRow) -> Json:
    return {"id": row.analyst_id, "name": row.analyst_name or AN_ANALYST}


_change = serializer(
    ChangeOut, ChangeRow, parts=("reason", "changes"), analyst=_analyst
)


def change_row(change: ChangeDetail) -> Json:
    """Return a change with its changed fields, if both snapshots are visible.

    The content of a restricted judgement is not shown here but under the identities of
    its sources, where reading it adds an audit entry.
    """
    row, old, new = change.row, change.before, change.after
    if row.resource == "identity" and _is_restricted(old, new):
        return _change(row, reason=None, changes=[])
    are_seen = old is not None and new is not None
    changes = differences(old or {}, new or {}) if are_seen else []
    return _change(row, reason=row.reason, changes=changes)


def _is_restricted(*sides: Snapshot | None) -> bool:
    """Return whether a record was restricted before or after a change."""
    return any(side and side["visibility"] == "restricted" for side in sides)


def differences(old: Snapshot, new: Snapshot) -> list[Json]:
    """Return the fields that differ between two successive snapshots."""
    before, after = _fields(old), _fields(new)
    names = sorted(before.keys() | after.keys())
    return [
        {"field": name, "old": before.get(name), "new": after.get(name)}
        for name in names
        if _known(before.get(name)) != _known(after.get(name))
    ]


def _known(value: Any) -> Any:  # noqa: ANN401 - any field of a snapshot
    """Return a value; an empty list of children counts as null."""
    return None if value == [] else value


def _fields(snapshot: Snapshot) -> Snapshot:
    """Return the fields of a snapshot for display: a fuzzy date is one field."""
    shown = _without(HIDDEN, snapshot)
    fields = {name: _field(value) for name, value in shown.items()}
    for date in _dates_in(snapshot):
        parts = {part: fields.pop(f"{date}_{part}", None) for part in DATE_PARTS}
        fields[date] = parts if any(parts.values()) else None
    return fields


def _dates_in(snapshot: Snapshot) -> Iterator[str]:
    for name in snapshot:
        if "_precision" in name:
            yield name.removesuffix("_precision")


def _field(value: Any) -> Any:  # noqa: ANN401 - any field of a snapshot
    """Return children without the columns that differ in an equal replacement."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return [_without(HIDDEN_OF_CHILDREN, child) for child in value]
    return value


def _without(names: Collection[str], row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in names}


def matched_in(matches: Sequence[Match]) -> list[Json]:
    """Return the records that descriptions in a request matched."""
    return [
        {
            "pointer": "".join(f"/{part}" for part in match.path),
            "resource": match.resource,
            "id": match.record_id,
            "name": match.name,
            "filled": list(match.filled),
        }
        for match in matches
    ]


def written_with(write: Write, record_id: int, resource: str) -> Json:
    """Return the records that a write created and matched besides its own record."""
    created = [
        {"resource": change.resource, "id": change.record_id}
        for change in write.changes
        if change.action == "create"
        and (change.resource, change.record_id) != (resource, record_id)
    ]
    return {"created": created, "matched": matched_in(write.matches)}
