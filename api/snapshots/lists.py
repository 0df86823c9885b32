"""Pages of rows that were put together, cut where the database would have cut them."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from api.snapshots.images import instant_of
from db.queries.keyset import Order
from db.values.types import UtcDateTime


def page_of(
    rows: Iterable[SimpleNamespace],
    order: Order,
    *,
    limit: int,
    after: Mapping[str, Any],
) -> list[SimpleNamespace]:
    """Return the rows behind ``after``, as ``keyset_page`` would have selected them."""

    def key(row: SimpleNamespace) -> tuple[Any, ...]:
        return tuple(_comparable(row, column) for column in order.key)

    bound = tuple(after.values())
    found = sorted(rows, key=key, reverse=order.descending)
    if bound:
        found = [
            row
            for row in found
            if (key(row) < bound if order.descending else key(row) > bound)
        ]
    return found[:limit]


def _comparable(row: SimpleNamespace, column: Any) -> Any:  # noqa: ANN401 - its value
    value = getattr(row, column.key)
    return instant_of(value) if isinstance(column.type, UtcDateTime) else value
