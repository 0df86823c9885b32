"""Endpoints of how a claim bears on facts."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.deps import JsonBody, ReadingDep, ReasonedDep, SaidVersionDep, VersionDep
from api.formats.facts import stance_record
from api.formats.wire import changed, created, gone
from api.parsing import StrictRoute
from api.reading import keyset_rows
from api.routes.claims import CLAIM
from api.routes.documents import GONE, changed_as, part_page_of
from api.schemas.stances import StanceIn, StanceListParams, StanceOut, StancePage
from api.schemas.types import Id
from db.commands.claims import remove_stance, set_stance
from db.queries.keyset import Place
from db.queries.stances import OLDEST_JUDGED, get_stance, list_stances_of_claim
from db.session import Write
from db.types import AnyRow

router = APIRouter(
    prefix="/claims/{claim_id}/stances", tags=["claims"], route_class=StrictRoute
)
SET = changed_as(StanceOut) | {201: changed_as(StanceOut)[200]}


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
        await CLAIM.require(reading, claim_id)
    return page.answer(reading, [stance_record(row) for row in page.rows], params)


@router.put("/{fact_id}", dependencies=[JsonBody], responses=SET)
async def put_stance(
    transaction: ReasonedDep,
    claim_id: Id,
    fact_id: Id,
    version: SaidVersionDep,
    stance: StanceIn,
) -> Response:
    """Judge how a claim bears on a fact: a new version of the claim.

    What was judged before stays in the history. `If-Match`, if sent, is the claim's.
    """

    def work(write: Write) -> Response:
        new = set_stance(
            write, claim_id, fact_id, stance=stance.stance, version=version
        )
        find = get_stance(viewer=write.viewer)
        (row,) = write.rows(find, claim=claim_id, fact=fact_id)
        if not new:
            return changed(stance_record(row), version=row.version)
        path = f"claims/{claim_id}/stances/{fact_id}"
        return created(path, stance_record(row), version=row.version)

    return await transaction(work)


@router.delete("/{fact_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_stance(
    transaction: ReasonedDep, claim_id: Id, fact_id: Id, version: VersionDep
) -> Response:
    """Take back how a claim bears on a fact; `If-Match` is the claim's."""

    def work(write: Write) -> Response:
        remove_stance(write, claim_id, fact_id, version=version)
        return gone()

    return await transaction(work)
