"""Single records by key, or errors that say why there is none."""

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
    """Return the row of a record; ``values`` are bind values besides its id.

    Raise ``NotFoundError``, or ``MergedError`` for a merged record unless ``merged`` is
    set.
    """
    bound = {resource: record_id, **(values or {})}
    row = only_row(await reading.rows(builder, bound, **shape), resource, record_id)
    survivor_id = getattr(row, "merged_into_id", None)
    if survivor_id is not None and not merged:
        raise MergedError(resource, record_id, survivor_id)
    return row


def only_row(rows: Sequence[RowT], resource: str, key: int | str) -> RowT:
    """Return the only row, or raise ``NotFoundError``."""
    if not rows:
        raise NotFoundError(resource, key)
    return rows[0]
