"""What the image of a record refers to, and what is left of it without what is hidden.

A column that refers to what may not be seen is null then, and a child that does is left
out. Of a record that is as restricted as what it refers to, there is nothing left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import Column, select

from db.engine.prepared import prepared
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.snapshots import (
    RECORDS,
    Image,
    child_columns,
    children_of,
    record_columns,
)
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

Reference = tuple[str, int]  # the resource, and the id
Columns = Mapping[str, str]  # of each column that refers to a record, its resource
# By what a record refers to those that it is at least as restricted as.
FOLLOWED: Mapping[str, Collection[str]] = {
    "claim": {"article_id", "attribution"},
    "source": {"article_id"},
}


def _referring(columns: Iterable[Column[object]]) -> Columns:
    return {
        column.key: name
        for column in columns
        for key in column.foreign_keys
        if (name := key.column.table.name) in RECORDS
    }


# The columns of each record that refer to others, and those of each kind of child.
OF_RECORDS: Mapping[str, Columns] = {
    resource: _referring(record_columns(resource)) for resource in RECORDS
}
OF_CHILDREN: Mapping[str, Mapping[str, Columns]] = {
    resource: {
        name: _referring(child_columns(child))
        for name, child in children_of(resource).items()
    }
    for resource in RECORDS
}


@prepared(IdRow)
def find_seen(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select which of ``count`` records may be seen, live or withdrawn."""
    model = RECORDS[resource]
    return select(model.id).where(
        model.id.in_(binds("record", count)), visible(model, viewer, withdrawn=True)
    )


def references_in(resource: str, image: Image) -> Iterator[Reference]:
    """Yield every reference of an image to another record."""
    yield from _references(image, OF_RECORDS[resource])
    for name, columns in OF_CHILDREN[resource].items():
        for child in image.get(name, ()):
            yield from _references(child, columns)


def left_of(resource: str, image: Image, seen: Collection[Reference]) -> Image | None:
    """Return what is left of an image if nothing but ``seen`` may be referred to."""
    left = dict(image)
    for name, target in OF_RECORDS[resource].items():
        if image.get(name) is not None and (target, image[name]) not in seen:
            left[name] = None
    for name, columns in OF_CHILDREN[resource].items():
        left[name] = [
            child
            for child in image.get(name, ())
            if all(one in seen for one in _references(child, columns))
        ]
    followed = FOLLOWED.get(resource, ())
    if any(name in image and left[name] != image[name] for name in followed):
        return None
    return _without_orphans(left)


def _references(row: Image, columns: Columns) -> Iterator[Reference]:
    for name, target in columns.items():
        if row.get(name) is not None:
            yield target, row[name]


def _without_orphans(image: Image) -> Image:
    """Leave out the evidence of assessments that are left out."""
    if "evidence" not in image:
        return image
    held = {one["id"] for one in image["assessments"]}
    evidence = [one for one in image["evidence"] if one["assessment_id"] in held]
    return {**image, "evidence": evidence}
