"""Endpoints of the stances of a claim on facts."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    ReasonedDep,
    SaidVersionDep,
    VersionDep,
)
from api.http.openapi.responses import GONE, created_as, part_page_of, put_as, record_of
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_page,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.schemas.stances import (
    StanceIn,
    StanceListParams,
    StanceOut,
    StancePage,
    StanceParams,
)
from api.schemas.types import Id
from api.serializers.stances import stance_record
from db.commands.claims import remove_stance, set_stance
from db.engine.session import Write
from db.queries.stances import OLDEST_JUDGED, VersionedStanceRow
from db.reads import claim_stances
from db.reads.within import read_within

router = APIRouter(
    prefix="/claims/{claim_id}/stances", tags=["claims"], route_class=StrictRoute
)
SET = created_as(StanceOut) | put_as(StanceOut)


@router.get("", responses=part_page_of(StancePage))
async def read_stances(
    request: Request,
    reading: ReadingDep,
    claim_id: Id,
    params: Annotated[StanceListParams, Query()],
) -> Response:
    """List the stances of a claim on facts."""
    query = page_query(request, params, OLDEST_JUDGED)
    page = await claim_stances.list_stances_page(reading, claim_id, query)
    rows = [stance_record(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields)


@router.get("/{fact_id}", responses=record_of(StanceOut))
async def read_stance(
    request: Request,
    reading: ReadingDep,
    claim_id: Id,
    fact_id: Id,
    params: Annotated[StanceParams, Query()],
) -> Response:
    """Return the stance of a claim on one fact, with the `ETag` of the claim."""
    row = await claim_stances.read_stance(reading, claim_id, fact_id)
    return respond_record(
        request, stance_record(row), fields=params.fields, version=row.version
    )


@router.put("/{fact_id}", dependencies=[JsonBody], responses=SET)
async def put_stance(
    transaction: ReasonedDep,
    claim_id: Id,
    fact_id: Id,
    version: SaidVersionDep,
    stance: StanceIn,
) -> Response:
    """Set the stance of a claim on a fact.

    This creates a new version of the claim. The previous stance stays in the history.
    `If-Match` is optional, and is the `ETag` of the claim.
    """

    def command(write: Write) -> tuple[VersionedStanceRow, bool]:
        is_new = set_stance(
            write, claim_id, fact_id, stance=stance.stance, version=version
        )
        stored = read_within(write, claim_stances.read_stance, claim_id, fact_id)
        return stored, is_new

    def respond(stored: tuple[VersionedStanceRow, bool]) -> Response:
        row, is_new = stored
        if not is_new:
            return respond_updated(stance_record(row), version=row.version)
        path = f"claims/{claim_id}/stances/{fact_id}"
        return respond_created(path, stance_record(row), version=row.version)

    return await transaction(command, respond)


@router.delete("/{fact_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_stance(
    transaction: ReasonedDep, claim_id: Id, fact_id: Id, version: VersionDep
) -> Response:
    """Withdraw the stance of a claim on a fact.

    `If-Match` is the `ETag` of the claim.
    """

    def command(write: Write) -> None:
        remove_stance(write, claim_id, fact_id, version=version)

    return await transaction(command, respond_no_content)
