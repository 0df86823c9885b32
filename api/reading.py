"""How endpoints read: one page of a list, or one record with what belongs to it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.responses import Response

from api.http.cursors import key_after, key_of, next_cursor, next_link
from api.http.dependencies import Builder, Reading
from api.http.responses import page
from api.schemas.lists import CursorParams, ListParams, PageParams
from api.serializers.values import Json
from db.engine.session import Write
from db.errors import MergedError, NotFoundError
from db.queries.filters import Shape, Values, batch_size, ids, named, shape_of
from db.queries.keyset import Order, Place, after_values, next_place
from db.queries.quoted import MANY, count_quoted
from db.queries.survivors import list_merged_into
from db.values.types import AnyRow

Rows = Callable[[Place, int, Mapping[str, Any]], Awaitable[Sequence[AnyRow]]]


@dataclass(frozen=True)
class Page:
    """The rows of one page, and how the next one is asked for."""

    rows: Sequence[AnyRow]
    cursor: str | None
    link: str | None
    total: int | None = None

    def answer(
        self, reading: Reading, shown: Sequence[Json], params: PageParams | None = None
    ) -> Response:
        """Answer this page with its rows as they are shown."""
        return page(
            reading.request,
            shown,
            cursor=self.cursor,
            link=self.link,
            total=self.total,
            fields=params.fields if params else (),
        )


@dataclass(frozen=True)
class Listing:
    """A list of records: its builders, its orders, and what an index can answer."""

    rows: Builder
    count: Builder
    orders: Mapping[str, Order]
    # For a sort the filters that have an index in its order, if no other one narrows
    # the list further.
    quick: Mapping[str, frozenset[str]] = field(default_factory=dict)

    async def page(
        self,
        reading: Reading,
        params: ListParams,
        *,
        sort: str,
        values: Values,
        bound: Mapping[str, Any] | None = None,
        walked: bool = False,
        **shaped: Any,  # noqa: ANN401 - the builders'
    ) -> Page:
        """Read one page of this list; ``bound`` is what it binds beside its filters.

        Where it has no index it sorts, unless it is to be ``walked``.
        """
        shape, looked_for = shape_of(values), {**named(values), **(bound or {})}
        read = reading.rows if self._is_quick(shape, sort) else reading.scan
        asked = {"shape": shape, "withdrawn": params.withdrawn, **shaped}
        way = {"walked": True} if walked else {}

        async def rows(
            place: Place, limit: int, key: Mapping[str, Any]
        ) -> Sequence[AnyRow]:
            built = {"sort": sort, "place": place, "limit": limit, **asked, **way}
            return await read(self.rows, {**looked_for, **key}, **built)

        found = await keyset_rows(reading, params, order=self.orders[sort], rows=rows)
        if not params.total:
            return found
        (counted,) = await reading.scan(self.count, looked_for, **asked)
        return Page(found.rows, found.cursor, found.link, counted.total)

    def _is_quick(self, shape: Shape, sort: str) -> bool:
        """Return whether an index gives just these rows in their order."""
        narrowed = [part for part in shape if part != ("review", 2)]
        if not narrowed:
            return sort != "position"
        ((name, count), *more) = narrowed
        indexed = name in self.quick.get(sort, ())
        return indexed and count == 1 and not more


async def keyset_rows(
    reading: Reading, params: CursorParams, *, order: Order, rows: Rows
) -> Page:
    """Read one page through ``rows``, from both arms of a nullable order if needed."""
    key = key_after(reading.request, params.cursor, order)
    place, wanted = next_place(order, key), params.limit + 1
    found = list(await rows(place, wanted, after_values(key)))
    if order.nullable and place.arm == "valued" and len(found) < wanted:
        found += await rows(Place("null"), wanted - len(found), {})
    if len(found) < wanted:
        return Page(found, None, None)
    shown = found[: params.limit]
    cursor = next_cursor(reading.request, key_of(shown[-1], order))
    return Page(shown, cursor, next_link(reading.request, cursor))


@dataclass(frozen=True)
class Single:
    """One record: the builder of its row, those of its parts, and how it is shown."""

    resource: str
    row: Builder
    parts: Sequence[Builder]
    show: Callable[[AnyRow, Sequence[Sequence[AnyRow]]], Json]

    async def read(
        self,
        reading: Reading,
        record_id: int,
        *,
        withdrawn: bool = False,
        until: datetime | None = None,
    ) -> Json:
        """Return the record, if it could be known before ``until``.

        Raise ``NotFoundError`` or ``MergedError``.
        """
        known: dict[str, Any] = {"as_of": True, "until": until} if until else {}
        row = await self.require(reading, record_id, withdrawn=withdrawn, **known)
        values = self._values(record_id)
        parts = [
            await reading.rows(part, values, withdrawn=withdrawn) for part in self.parts
        ]
        return self.show(row, parts)

    def written(self, write: Write, record_id: int) -> Json:
        """Return the record as the transaction has made it."""
        values = self._values(record_id)
        (row,) = write.rows(self.row(viewer=write.viewer), **values)
        parts = [write.rows(p(viewer=write.viewer), **values) for p in self.parts]
        return self.show(row, parts)

    async def require(
        self,
        reading: Reading,
        record_id: int,
        *,
        until: datetime | None = None,
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> AnyRow:
        """Return the row of a record, or raise ``NotFoundError`` or ``MergedError``."""
        values = {**self._values(record_id), "until": until}
        rows = await reading.rows(self.row, values, **shape)
        if not rows:
            raise NotFoundError(self.resource, record_id)
        survivor = getattr(rows[0], "merged_into_id", None)
        if survivor is not None:
            raise MergedError(self.resource, record_id, survivor)
        return rows[0]

    def _values(self, record_id: int) -> dict[str, Any]:
        """Return the id under the names its builder and those of its parts have."""
        return {self.resource: record_id, f"{self.resource}__0": record_id}


async def with_merged(reading: Reading, values: Values, name: str) -> Values:
    """Return filters of which the one called ``name`` means merged sources, too.

    Where what was recorded of a merged source still names it; a claim, and a step of
    its chain, lead to what is left of it.
    """
    given = values.get(name, ())
    rows = await rows_of(reading, list_merged_into, "source", record_ids=given)
    return {**values, name: [*given, *(row.id for row in rows)]} if rows else values


async def quoted_often(
    reading: Reading, source_ids: Sequence[int], *, people: bool = False
) -> bool:
    """Return whether more quotes these sources, and their people, than is sorted."""
    found = await rows_of(
        reading, count_quoted, "source", record_ids=source_ids, people=people
    )
    return any(row.total >= MANY for row in found)


async def rows_of(
    reading: Reading,
    builder: Builder,
    name: str,
    *,
    record_ids: Sequence[int],
    **shape: Any,  # noqa: ANN401 - the builder's
) -> Sequence[AnyRow]:
    """Read what belongs to the records of a page, all at once."""
    if not record_ids:
        return []
    size = batch_size(len(record_ids))
    return await reading.rows(builder, ids(name, record_ids), count=size, **shape)
