"""Endpoints of how a claim bears on facts."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

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
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows
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
from db.errors import NotFoundError
from db.queries.keyset import Place
from db.queries.stances import OLDEST_JUDGED, get_stance, list_stances_of_claim
from db.reads.claims import require_claim
from db.values.types import AnyRow

router = APIRouter(
    prefix="/claims/{claim_id}/stances", tags=["claims"], route_class=StrictRoute
)
SET = created_as(StanceOut) | put_as(StanceOut)


@router.get("", responses=part_page_of(StancePage))
async def read_stances(
    reading: ReadingDep, claim_id: Id, params: Annotated[StanceListParams, Query()]
) -> Response:
    """List how a claim bears on facts."""

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"claim": claim_id, **key}
        return await reading.rows(
            list_stances_of_claim, values, place=place, limit=limit
        )

    page = await keyset_rows(reading, params, order=OLDEST_JUDGED, rows=rows)
    if not page.rows:
        await require_claim(reading, claim_id)
    return page.answer(reading, [stance_record(row) for row in page.rows], params)


@router.get("/{fact_id}", responses=record_of(StanceOut))
async def read_stance(
    reading: ReadingDep,
    claim_id: Id,
    fact_id: Id,
    params: Annotated[StanceParams, Query()],
) -> Response:
    """Return how a claim bears on one fact. The `ETag` is that of the claim."""
    rows = await reading.rows(get_stance, {"claim": claim_id, "fact": fact_id})
    if not rows:
        resource = f"stance of claim {claim_id} on a fact"
        raise NotFoundError(resource, fact_id)
    body = stance_record(rows[0])
    return respond_record(
        reading.request, body, fields=params.fields, version=rows[0].version
    )


@router.put("/{fact_id}", dependencies=[JsonBody], responses=SET)
async def put_stance(
    transaction: ReasonedDep,
    claim_id: Id,
    fact_id: Id,
    version: SaidVersionDep,
    stance: StanceIn,
) -> Response:
    """Judge how a claim bears on a fact.

    This is a new version of the claim. The judgement before it, if there was one,
    stays in the history. `If-Match` is optional, and is the `ETag` of the claim.
    """

    def work(write: Write) -> Response:
        new = set_stance(
            write, claim_id, fact_id, stance=stance.stance, version=version
        )
        find = get_stance(viewer=write.viewer)
        (row,) = write.rows(find, claim=claim_id, fact=fact_id)
        if not new:
            return respond_updated(stance_record(row), version=row.version)
        path = f"claims/{claim_id}/stances/{fact_id}"
        return respond_created(path, stance_record(row), version=row.version)

    return await transaction(work)


@router.delete("/{fact_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_stance(
    transaction: ReasonedDep, claim_id: Id, fact_id: Id, version: VersionDep
) -> Response:
    """Withdraw the judgement of how a claim bears on a fact.

    `If-Match` is the `ETag` of the claim.
    """

    def work(write: Write) -> Response:
        remove_stance(write, claim_id, fact_id, version=version)
        return respond_no_content()

    return await transaction(work)
