"""The history as it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from api.serializers.values import Json
from db.models import Change
from db.queries.snapshots import Image
from db.values.types import AnyRow, instant

# Always different, or made from other fields.
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
    # Who judged, when and why is what the line itself says.
    "analyst_id",
    "reason",
}
SOMEBODY = "an analyst"  # to those who may not know who
HIDDEN_OF_CHILDREN = {"id", "analyst_id", "created_at", "reason"}
DATE_PARTS = ("from", "to", "precision", "text")


def sides_of(row: AnyRow, live: Mapping[int, Image]) -> tuple[Image, Image]:
    """Return the images before and after a change; empty ones where there is none.

    ``live`` has the newest image of each record by its id.
    """
    if row.action == "read":
        return {}, {}
    after = _image(row.after)
    if after is None:
        after = live.get(row.record_id, {})
    return _image(row.before) or {}, after


def change_row(row: AnyRow, old: Image | None, new: Image | None) -> Json:
    """Return one change between two images, of which one may not be for this reader.

    What a restricted judgement says is read under the identities of a source, which
    leaves a line.
    """
    is_secret = row.resource == "identity" and any(
        image and image["visibility"] == "restricted" for image in (old, new)
    )
    unseen = old is None or new is None or is_secret
    return {
        "id": row.id,
        "at": instant(row.at),
        "analyst": {"id": row.analyst_id, "name": row.analyst_name or SOMEBODY},
        "request_id": row.request_id,
        "action": row.action,
        "resource": row.resource,
        "record_id": row.record_id,
        "version": row.version,
        "reason": None if is_secret else row.reason,
        "changes": [] if unseen else differences(old or {}, new or {}),
    }


def differences(old: Image, new: Image) -> list[Json]:
    """Return the fields that differ between two neighbouring images."""
    before, after = _fields(old), _fields(new)
    names = sorted(before.keys() | after.keys())
    return [
        {"field": name, "old": before.get(name), "new": after.get(name)}
        for name in names
        if _known(before.get(name)) != _known(after.get(name))
    ]


def _known(value: Any) -> Any:  # noqa: ANN401 - any field of an image
    """Return a value; a new record's empty list of children is none."""
    return None if value == [] else value


def _fields(image: Image) -> Image:
    """Return what an image shows a reader: a fuzzy date is one field, not four."""
    fields = {
        name: [_shown(child) for child in value] if _is_children(value) else value
        for name, value in image.items()
        if name not in HIDDEN
    }
    dates = [name.removesuffix("_precision") for name in image if "_precision" in name]
    for date in dates:
        parts = {part: fields.pop(f"{date}_{part}", None) for part in DATE_PARTS}
        fields[date] = parts if any(parts.values()) else None
    return fields


def _is_children(value: Any) -> bool:  # noqa: ANN401 - any field of an image
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _shown(child: Json) -> Json:
    """Return a child as it reads: one that is replaced by its like has not changed."""
    return {k: value for k, value in child.items() if k not in HIDDEN_OF_CHILDREN}


def _image(stored: Any) -> Image | None:  # noqa: ANN401 - as stored
    if isinstance(stored, str):
        loaded: Image = orjson.loads(stored)
        return loaded
    image: Image | None = stored
    return image


def created_with(
    changes: Sequence[Change], record_id: int, resource: str
) -> list[Json]:
    """Return what a write made besides the record it was for."""
    return [
        {"resource": change.resource, "id": change.record_id}
        for change in changes
        if change.action == "create"
        and (change.resource, change.record_id) != (resource, record_id)
    ]
