"""Snapshots: records as JSON, with the columns of their children.

The history stores the snapshot of a record before each change. A snapshot is made from
mapped objects before a change, and from rows when the present one is read: both give
the same result.
"""

from db.queries.snapshots.columns import (
    DERIVED_CHILDREN,
    LOGGED,
    RECORDS,
    Logged,
    Snapshot,
    child_columns,
    children_of,
    is_kept,
    record_columns,
    shape_of,
)
from db.queries.snapshots.lists import list_children, list_records
from db.queries.snapshots.making import make_snapshots, snapshot_of

__all__ = [
    "DERIVED_CHILDREN",
    "LOGGED",
    "RECORDS",
    "Logged",
    "Snapshot",
    "child_columns",
    "children_of",
    "is_kept",
    "list_children",
    "list_records",
    "make_snapshots",
    "record_columns",
    "shape_of",
    "snapshot_of",
]
