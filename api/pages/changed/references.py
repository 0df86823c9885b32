"""The records that the fields of a change refer to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from api.serializers.values import Json
from db.queries.snapshot_references import OF_CHILDREN, OF_RECORDS
from db.reads.record_names import Reference

Targets = Mapping[str, str]  # columns, and the resources that they refer to


def targets_in(resource: str, field: str) -> Targets:
    """Return which columns of a field, or of its children, refer to records."""
    return OF_CHILDREN[resource].get(field, OF_RECORDS[resource])


def references_in(changes: Iterable[Json]) -> Iterator[Reference]:
    """Yield the records that the values of changes refer to."""
    for change in changes:
        for field in change["changes"]:
            targets = targets_in(change["resource"], field["field"])
            rows = chain(_rows(field, "old"), _rows(field, "new"))
            yield from _references(rows, targets)


def _rows(field: Json, side: str) -> Sequence[Any]:
    """Return the children on a side of a field, or the field itself as one row."""
    value = field[side]
    return value if isinstance(value, list) else [{field["field"]: value}]


def _references(rows: Iterable[Any], targets: Targets) -> Iterator[Reference]:
    for row in rows:
        for column, resource in targets.items():
            if isinstance(row, dict) and row.get(column) is not None:
                yield resource, row[column]
