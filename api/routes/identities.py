"""Endpoints of judgements on whether two sources are the same.

A judgement changes neither its sources nor their versions and history, nor any other
response.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from api.http.cursors import page_query
from api.http.dependencies import (
    ForEditors,
    JsonBody,
    ReadingDep,
    ReasonedDep,
    RequestReading,
)
from api.http.openapi.responses import (
    ETAG,
    LOCATION,
    MERGED,
    Responses,
    part_page_of,
    problems,
    record_of,
)
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_page,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.schemas.identities import (
    IdentityIn,
    IdentityListParams,
    IdentityOut,
    IdentityPage,
)
from api.schemas.types import Id
from api.serializers.identities import identity_record
from api.server.callers import confirm
from db.commands.sources import judge_identity, note_reading, withdraw_identity
from db.engine.session import Write
from db.queries.identities import OLDEST_JUDGED, IdentityRow
from db.reads import identities
from db.reads.identities import IdentityDetail
from db.reads.sources import require_source
from db.reads.within import read_within

router = APIRouter(
    prefix="/sources/{source_id}/identities", tags=["sources"], route_class=StrictRoute
)
SET: Responses = {
    200: {"model": IdentityOut, "headers": ETAG},
    201: {"model": IdentityOut, "headers": ETAG | LOCATION},
    **problems(400, 404, 409, 413, 415, 422, 503),
}
TAKEN_BACK = problems(404, 409, 413, 422, 503)


@router.get("", responses=part_page_of(IdentityPage))
async def read_identities(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[IdentityListParams, Query()],
) -> Response:
    """List the judgements on whether a source is the same as other sources.

    Judgements on sources that were merged into it are included. If the response
    contains a restricted judgement, this is logged in the history.
    """
    await require_source(reading, source_id)
    query = page_query(request, params, OLDEST_JUDGED)
    found = await identities.list_identities_page(reading, source_id, query)
    await note_reading_of(reading, found.page.rows)
    rows = [identity_record(one) for one in found.identities]
    return respond_page(request, found.page, rows, fields=params.fields)


@router.get("/{other_id}", responses=record_of(IdentityOut) | MERGED)
async def read_identity(
    request: Request, reading: ReadingDep, source_id: Id, other_id: Id
) -> Response:
    """Return the judgement on whether two sources are the same.

    The order of the two ids does not matter. Reading a restricted judgement is logged
    in the history.
    """
    identity = await identities.read_identity(reading, source_id, other_id)
    await note_reading_of(reading, [identity.row])
    return respond_record(request, identity_record(identity))


@router.put("/{other_id}", dependencies=[ForEditors, JsonBody], responses=SET)
async def put_identity(
    transaction: ReasonedDep, source_id: Id, other_id: Id, identity: IdentityIn
) -> Response:
    """Judge whether two sources are the same.

    A judgement is never edited: a new one replaces it, so `If-Match` is not needed, and
    the previous one stays in the history. A judgement that contradicts others, or a
    merge, is refused with 409 and the `chain` of sources that are judged to be the
    same.
    """
    _refuse_itself(source_id, other_id)

    def command(write: Write) -> tuple[IdentityDetail, bool]:
        spec = identity.model_dump()
        _, is_new = judge_identity(write, source_id, other_id, spec=spec)
        stored = read_within(write, identities.read_identity, source_id, other_id)
        return stored, is_new

    def respond(stored: tuple[IdentityDetail, bool]) -> Response:
        detail, is_new = stored
        body = identity_record(detail)
        if not is_new:
            return respond_updated(body)
        return respond_created(f"sources/{source_id}/identities/{other_id}", body)

    return await transaction(command, respond)


@router.delete(
    "/{other_id}",
    status_code=HTTPStatus.NO_CONTENT,
    dependencies=[ForEditors],
    responses=TAKEN_BACK,
)
async def delete_identity(
    transaction: ReasonedDep, source_id: Id, other_id: Id
) -> Response:
    """Withdraw the judgement on whether two sources are the same."""
    _refuse_itself(source_id, other_id)

    def command(write: Write) -> None:
        withdraw_identity(write, source_id, other_id)

    return await transaction(command, respond_no_content)


async def note_reading_of(
    reading: RequestReading, identities: Iterable[IdentityRow]
) -> None:
    """Log who reads which restricted judgements, before they are sent."""
    ids = [row.id for row in identities if row.visibility == "restricted"]
    if not ids:
        return
    state = reading.request.app.state

    def command(write: Write) -> None:
        confirm(write, reading.caller, reading.request.state.role_needed)
        note_reading(write, identity_ids=ids)

    reading.request.state.lookup_slot.release()
    with state.writes:
        await state.writer.run(command, reading.context)


def _refuse_itself(source_id: int, other_id: int) -> None:
    if source_id == other_id:
        message = "Must be another source than source_id."
        where = {"type": "invalid", "loc": ("path", "other_id"), "msg": message}
        raise RequestValidationError([where])
