"""Single records: the row that a request names, or an error that says why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.engine.prepared import RowT
from db.errors import MergedError, NotFoundError
from db.reads.reading import Builder, Reading


async def require_row(
    reading: Reading,
    builder: Builder[RowT],
    resource: str,
    *,
    record_id: int,
    values: Mapping[str, Any] | None = None,
    merged: bool = False,
    **shape: Any,  # noqa: ANN401 - the builder's
) -> RowT:
    """Return the row of a record; ``values`` are bound beside its id.

    Raise ``NotFoundError``; and ``MergedError`` if it was merged into another record,
    unless ``merged`` records are wanted too.
    """
    bound = {resource: record_id, **(values or {})}
    row = only_row(await reading.rows(builder, bound, **shape), resource, record_id)
    survivor_id = getattr(row, "merged_into_id", None)
    if survivor_id is not None and not merged:
        raise MergedError(resource, record_id, survivor_id)
    return row


def only_row(rows: Sequence[RowT], resource: str, key: int | str) -> RowT:
    """Return the row that a key finds, or raise ``NotFoundError``."""
    if not rows:
        raise NotFoundError(resource, key)
    return rows[0]
