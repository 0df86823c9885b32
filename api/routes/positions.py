"""The endpoint of where a source stands on facts."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.http.dependencies import ReadingDep, RequestReading
from api.http.openapi.responses import part_page_of
from api.http.strict_requests import StrictRoute
from api.loading import load_bearings
from api.reading import Page, keyset_rows
from api.routes.sources import require_source
from api.schemas.positions import PositionsPage, PositionsParams
from api.schemas.types import Id
from api.serializers.positions import positions_record
from db.derived.fact_claims import Bearings
from db.derived.positions import positions_of
from db.history.evidence import bearings_of_source
from db.history.facts import fact_row, load_facts
from db.history.lists import rows_behind
from db.history.snapshots import Snapshot
from db.queries.fact_claims import BY_FACT, list_bearing_facts
from db.queries.keyset import Place
from db.values.types import AnyRow

router = APIRouter(tags=["sources"], route_class=StrictRoute)


@router.get("/sources/{source_id}/positions", responses=part_page_of(PositionsPage))
async def read_positions(
    reading: ReadingDep, source_id: Id, params: Annotated[PositionsParams, Query()]
) -> Response:
    """List the facts on which claims of a source bear, each with its stances over time.

    `role` tells what the source holds itself (it stands at the end of the chain)
    from what it relays for others.
    """
    await require_source(reading, source_id, params)
    if params.recorded:
        page, bearings = await _recorded(reading, source_id, params)
    else:
        page, bearings = await _known(reading, source_id, params)
    positions = await asyncio.to_thread(positions_of, bearings, source_id)
    shown = [positions_record(fact, positions[fact.id]) for fact in page.rows]
    return page.answer(reading, shown)


async def _known(
    reading: RequestReading, source_id: int, params: PositionsParams
) -> tuple[Page, Bearings]:
    """Read a page of facts, and how claims of the source bear on these."""
    values = {"source": source_id, "until": params.until}
    narrowed = params.as_of is not None

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        shape = {"of": "source", "as_of": narrowed, "place": place, "limit": limit}
        return await reading.scan(list_bearing_facts, {**values, **key}, **shape)

    page = await keyset_rows(reading, params, order=BY_FACT, rows=rows)
    if not page.rows:
        return page, Bearings((), {}, {}, ())
    ends = {"fact_first": page.rows[0].id, "fact_last": page.rows[-1].id}
    return page, await load_bearings(reading, "page", values | ends, as_of=narrowed)


async def _recorded(
    reading: RequestReading, source_id: int, params: PositionsParams
) -> tuple[Page, Bearings]:
    """Return the same as it was recorded then."""
    assert params.recorded  # noqa: S101 - until this module goes
    snapshot = Snapshot(reading, params.recorded)
    bearings = await bearings_of_source(snapshot, source_id)
    fact_ids = {row.fact_id for row in bearings.rows}
    facts = await load_facts(snapshot, fact_ids)
    stood_on = [fact_row(facts, fact_id, snapshot) for fact_id in fact_ids]

    async def rows(_: Place, limit: int, key: Mapping[str, Any]) -> Sequence[AnyRow]:
        return rows_behind(stood_on, BY_FACT, limit=limit, after=key)

    page = await keyset_rows(reading, params, order=BY_FACT, rows=rows)
    return page, bearings
