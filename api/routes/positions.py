"""The endpoint of the positions of a source on facts."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep
from api.http.openapi.responses import part_page_of
from api.http.responses import respond_page
from api.http.strict_requests import StrictRoute
from api.schemas.positions import PositionsPage, PositionsParams
from api.schemas.types import Id
from api.serializers.positions import positions_record
from db.queries.fact_claims import BY_FACT
from db.reads.positions import list_positions

router = APIRouter(tags=["sources"], route_class=StrictRoute)


@router.get("/sources/{source_id}/positions", responses=part_page_of(PositionsPage))
async def read_positions(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[PositionsParams, Query()],
) -> Response:
    """List the facts on which a source has stances, each with the stances over time.

    `role` selects the stances that the source holds itself (at the end of the chain),
    or the stances that it relays for others.
    """
    record = reading.record(params)
    await record.require_source(source_id)
    query = page_query(request, params, BY_FACT)
    found = await list_positions(record, source_id, query)
    rows = [
        positions_record(fact, found.stances.get(fact.id, ()))
        for fact in found.page.rows
    ]
    return respond_page(request, found.page, rows)
