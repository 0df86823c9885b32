"""Pages of rows made from snapshots, equal to the pages of the database."""

from collections.abc import Iterable
from typing import Any

from db.engine.prepared import RowT
from db.history.snapshots import instant_of
from db.queries.keyset import Key, Order, key_of
from db.reads.pages import Page, PageQuery
from db.values.types import UtcDateTime


def page_of(rows: Iterable[RowT], order: Order, query: PageQuery) -> Page[RowT]:
    """Return the page of ``rows`` that ``keyset_page`` would select."""
    found = sorted(
        rows, key=lambda row: _comparable(row, order), reverse=order.descending
    )
    total = len(found) if query.total else None
    if query.after:
        found = _behind(found, tuple(query.after), order)
    shown = found[: query.limit]
    more = len(found) > query.limit
    return Page(shown, key_of(shown[-1], order) if more else None, total)


def _behind(rows: Iterable[RowT], bound: Key, order: Order) -> list[RowT]:
    if order.descending:
        return [row for row in rows if _comparable(row, order) < bound]
    return [row for row in rows if _comparable(row, order) > bound]


def _comparable(row: Any, order: Order) -> Key:  # noqa: ANN401 - a row of any list
    values = zip(key_of(row, order), order.key, strict=True)
    return tuple(
        instant_of(value) if isinstance(column.type, UtcDateTime) else value
        for value, column in values
    )
