"""How endpoints read that do not yet use ``db.reads`` directly."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

from api.http.cursors import page_query
from api.http.dependencies import RequestReading
from api.http.responses import respond_page
from api.schemas.lists import CursorParams, ListParams, PageParams
from api.serializers.values import Json
from db.queries.filters import Values
from db.queries.keyset import Order, Place
from db.reads import pages
from db.reads.reading import Builder
from db.values.types import AnyRow

Rows = Callable[[Place, int, Mapping[str, Any]], Awaitable[Sequence[AnyRow]]]


@dataclass(frozen=True)
class Page:
    """The rows of one page."""

    found: pages.Page[Any]

    @property
    def rows(self) -> Sequence[AnyRow]:
        """Return the rows."""
        return self.found.rows

    def answer(
        self,
        reading: RequestReading,
        shown: Sequence[Json],
        params: PageParams | None = None,
    ) -> Response:
        """Answer this page with its rows as they are shown."""
        fields = params.fields if params else ()
        return respond_page(reading.request, self.found, shown, fields=fields)


@dataclass(frozen=True)
class Listing:
    """A list of records."""

    rows: Builder[Any]
    count: Builder[Any]
    orders: Mapping[str, Order]
    quick: Mapping[str, frozenset[str]] = field(default_factory=dict)

    async def page(
        self,
        reading: RequestReading,
        params: ListParams,
        *,
        sort: str,
        values: Values,
        **more: Any,  # noqa: ANN401 - the builders'
    ) -> Page:
        """Read one page of this list."""
        listing = pages.Listing(self.rows, self.count, self.orders, self.quick)
        query = page_query(reading.request, params, self.orders)
        assert query.sort == sort  # noqa: S101 - until this module goes
        return Page(await listing.page(reading, query, values, **more))


async def keyset_rows(
    reading: RequestReading, params: CursorParams, *, order: Order, rows: Rows
) -> Page:
    """Read one page through ``rows``."""
    query = page_query(reading.request, params, order)
    return Page(await pages.keyset_page_of(rows, order, query))


async def rows_of(
    reading: RequestReading,
    builder: Builder[Any],
    name: str,
    *,
    record_ids: Sequence[int],
    **shape: Any,  # noqa: ANN401 - the builder's
) -> Sequence[AnyRow]:
    """Read what belongs to the records of a page, all at once."""
    return await reading.rows_of(builder, name, record_ids, **shape)
