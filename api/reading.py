"""How endpoints read: one page of a list, or one record with what belongs to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.formats.values import Json
from api.formats.wire import page
from api.pagination import key_after, key_of, next_cursor, next_link
from api.schemas.lists import ListParams, PageParams
from db.errors import MergedError, NotFoundError
from db.prepared import Prepared
from db.queries.filters import Values, batch_size, ids, named, shape_of
from db.queries.keyset import Order, Place, after_values, next_place
from db.reader import Reader
from db.session import Write
from db.types import AnyRow
from db.viewer import Viewer

Builder = Callable[..., Prepared]


@dataclass(frozen=True)
class Page:
    """The rows of one page, and how the next one is asked for."""

    rows: Sequence[AnyRow]
    cursor: str | None
    link: str | None
    total: int | None = None

    def answer(
        self, request: Request, shown: Sequence[Json], params: PageParams
    ) -> Response:
        """Answer this page with its rows as they are shown."""
        return page(
            request,
            shown,
            cursor=self.cursor,
            link=self.link,
            total=self.total,
            fields=params.fields,
        )


@dataclass(frozen=True)
class Listing:
    """A list of records: its builders, its orders, and what an index can answer."""

    rows: Builder
    count: Builder
    orders: Mapping[str, Order]
    # Filters whose order an index gives, if no other one narrows the list further.
    quick: frozenset[str] = frozenset()

    async def page(
        self,
        request: Request,
        reader: Reader,
        params: ListParams,
        *,
        sort: str,
        values: Values,
        viewer: Viewer,
    ) -> Page:
        """Read one page of this list."""
        shape = shape_of(values)
        seen = {"viewer": viewer, "withdrawn": params.withdrawn}
        read = reader.rows if self._is_quick(shape, sort) else reader.scan

        async def rows(
            place: Place, limit: int, key: Mapping[str, Any]
        ) -> list[AnyRow]:
            built = self.rows(shape=shape, sort=sort, place=place, limit=limit, **seen)
            return list(await read(built, **named(values), **key))

        found = await keyset_rows(request, params, order=self.orders[sort], rows=rows)
        if not params.total:
            return found
        count = self.count(shape=shape, **seen)
        (counted,) = await reader.scan(count, **named(values))
        return Page(found.rows, found.cursor, found.link, counted.total)

    def _is_quick(self, shape: Sequence[tuple[str, int]], sort: str) -> bool:
        """Return whether an index gives just these rows in their order."""
        narrowed = [part for part in shape if part != ("review", 2)]
        if not narrowed:
            return sort != "position"
        ((name, count), *more) = narrowed
        return name in self.quick and count == 1 and not more


Rows = Callable[[Place, int, Mapping[str, Any]], Any]


async def keyset_rows(
    request: Request, params: PageParams, *, order: Order, rows: Rows
) -> Page:
    """Read one page through ``rows``, from both arms of a nullable order if needed."""
    key = key_after(request, params.cursor, order)
    place, wanted = next_place(order, key), params.limit + 1
    found = await rows(place, wanted, after_values(key))
    if order.nullable and place.arm == "valued" and len(found) < wanted:
        found += await rows(Place("null"), wanted - len(found), {})
    if len(found) < wanted:
        return Page(found, None, None)
    shown = found[: params.limit]
    cursor = next_cursor(request, key_of(shown[-1], order))
    return Page(shown, cursor, next_link(request, cursor))


@dataclass(frozen=True)
class Single:
    """One record: the builder of its row, those of its parts, and how it is shown."""

    resource: str
    row: Builder
    parts: Sequence[Builder]
    show: Callable[..., Json]

    async def read(
        self, reader: Reader, record_id: int, *, viewer: Viewer, withdrawn: bool = False
    ) -> Json:
        """Return the record; raise ``NotFoundError`` or ``MergedError``."""
        values = {self.resource: record_id, f"{self.resource}__0": record_id}
        seen = {"viewer": viewer, "withdrawn": withdrawn}
        rows = await reader.rows(self.row(**seen), **values)
        self._check(rows, record_id)
        parts = [await reader.rows(part(**seen), **values) for part in self.parts]
        return self.show(rows[0], parts)

    def written(self, write: Write, record_id: int) -> Json:
        """Return the record as the transaction has made it."""
        values = {self.resource: record_id, f"{self.resource}__0": record_id}
        (row,) = write.rows(self.row(viewer=write.viewer), **values)
        parts = [write.rows(p(viewer=write.viewer), **values) for p in self.parts]
        return self.show(row, parts)

    async def require(
        self, reader: Reader, record_id: int, *, viewer: Viewer, withdrawn: bool = False
    ) -> AnyRow:
        """Return the row of a record that something else is asked of."""
        seen = self.row(viewer=viewer, withdrawn=withdrawn)
        rows = await reader.rows(
            seen, **{self.resource: record_id, f"{self.resource}__0": record_id}
        )
        self._check(rows, record_id)
        return rows[0]

    def _check(self, rows: Sequence[AnyRow], record_id: int) -> None:
        if not rows:
            raise NotFoundError(self.resource, record_id)
        survivor = getattr(rows[0], "merged_into_id", None)
        if survivor is not None:
            raise MergedError(self.resource, record_id, survivor)


async def rows_of(
    reader: Reader,
    builder: Builder,
    name: str,
    *,
    record_ids: Sequence[int],
    **seen: Any,  # noqa: ANN401 - the builder's
) -> Sequence[AnyRow]:
    """Read what belongs to the records of a page, all at once."""
    if not record_ids:
        return []
    built = builder(count=batch_size(len(record_ids)), **seen)
    return await reader.rows(built, **ids(name, record_ids))
