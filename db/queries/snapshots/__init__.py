"""Snapshots: whole records as JSON, with the columns of their children.

The history keeps the snapshot of a record before each change. It is made of mapped
objects when a record is about to change, and of rows when the current snapshot is read:
both give the same snapshot of the same record.
"""

from db.queries.snapshots.columns import (
    LOGGED,
    RECORDS,
    Logged,
    Snapshot,
    child_columns,
    children_of,
    record_columns,
    shape_of,
)
from db.queries.snapshots.lists import list_children, list_records
from db.queries.snapshots.making import make_snapshots, snapshot_of

__all__ = [
    "LOGGED",
    "RECORDS",
    "Logged",
    "Snapshot",
    "child_columns",
    "children_of",
    "list_children",
    "list_records",
    "make_snapshots",
    "record_columns",
    "shape_of",
    "snapshot_of",
]
