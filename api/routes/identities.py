"""Endpoints of which sources are one.

Nothing about the sources themselves changes with what is judged here: neither their
versions, nor their history, nor any other answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError

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
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows, rows_of
from api.routes.sources import SOURCE
from api.schemas.identities import (
    IdentityIn,
    IdentityListParams,
    IdentityOut,
    IdentityPage,
)
from api.schemas.types import Id
from api.serializers.sources import identity_record
from api.serializers.values import Json
from db.commands.sources import judge_identity, note_reading, withdraw_identity
from db.engine.session import Write
from db.errors import NotFoundError
from db.queries.identities import OLDEST_JUDGED, get_identity, list_identities
from db.queries.keyset import Place
from db.queries.sources import list_source_refs
from db.values.types import AnyRow

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
    reading: ReadingDep, source_id: Id, params: Annotated[IdentityListParams, Query()]
) -> Response:
    """List the judgements whether a source and other sources are one.

    Judgements about sources that were merged into it are listed too. If a
    restricted judgement is returned, that is noted in the history.
    """
    await SOURCE.require(reading, source_id)

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"source": source_id, **key}
        return await reading.rows(list_identities, values, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=OLDEST_JUDGED, rows=rows)
    await note_reading_of(reading, page.rows)
    return page.answer(reading, await _shown(reading, page.rows), params)


@router.get("/{other_id}", responses=record_of(IdentityOut) | MERGED)
async def read_identity(reading: ReadingDep, source_id: Id, other_id: Id) -> Response:
    """Return the judgement whether two sources are one.

    The order of the two ids does not matter. If the judgement is restricted,
    reading it is noted in the history.
    """
    one, other = sorted((source_id, other_id))
    rows = await reading.rows(get_identity, {"one": one, "other": other})
    if not rows:
        await SOURCE.require(reading, source_id)
        resource = f"judgement of source {source_id} and a source"
        raise NotFoundError(resource, other_id)
    await note_reading_of(reading, rows)
    (body,) = await _shown(reading, rows)
    return respond_record(reading.request, body)


@router.put("/{other_id}", dependencies=[ForEditors, JsonBody], responses=SET)
async def put_identity(
    transaction: ReasonedDep, source_id: Id, other_id: Id, identity: IdentityIn
) -> Response:
    """Judge whether two sources are one.

    A judgement is never edited: a new one replaces it, so `If-Match` is not needed,
    and the one before stays in the history. A judgement that contradicts others, or
    a merge, is refused with 409 and the `chain` of sources that are judged to be
    the same.
    """
    _refuse_itself(source_id, other_id)

    def work(write: Write) -> Response:
        spec = identity.model_dump()
        made, is_new = judge_identity(write, source_id, other_id, spec=spec)
        refs = list_source_refs(count=2, viewer=write.viewer)
        pair = {"source__0": made.source_a_id, "source__1": made.source_b_id}
        body = identity_record(made, _by_id(write.rows(refs, **pair)))
        if not is_new:
            return respond_updated(body)
        return respond_created(f"sources/{source_id}/identities/{other_id}", body)

    return await transaction(work)


@router.delete(
    "/{other_id}",
    status_code=HTTPStatus.NO_CONTENT,
    dependencies=[ForEditors],
    responses=TAKEN_BACK,
)
async def delete_identity(
    transaction: ReasonedDep, source_id: Id, other_id: Id
) -> Response:
    """Withdraw the judgement whether two sources are one."""
    _refuse_itself(source_id, other_id)

    def work(write: Write) -> Response:
        withdraw_identity(write, source_id, other_id)
        return respond_no_content()

    return await transaction(work)


async def note_reading_of(reading: RequestReading, rows: Iterable[AnyRow]) -> None:
    """Note who reads which restricted judgements, before they are shown."""
    ids = [row.id for row in rows if row.visibility == "restricted"]
    if not ids:
        return
    state, work = reading.request.app.state, partial(note_reading, identity_ids=ids)
    with state.writes:
        await state.writer.run(work, reading.context)


async def _shown(reading: RequestReading, rows: Sequence[AnyRow]) -> list[Json]:
    """Return judgements with both their sources."""
    refs: dict[int, AnyRow] = {}
    for half in ({row.source_a_id for row in rows}, {row.source_b_id for row in rows}):
        found = await rows_of(
            reading, list_source_refs, "source", record_ids=sorted(half - refs.keys())
        )
        refs |= _by_id(found)
    return [
        identity_record(row, refs)
        for row in rows
        if {row.source_a_id, row.source_b_id} <= refs.keys()  # read a moment later
    ]


def _by_id(rows: Sequence[AnyRow]) -> dict[int, AnyRow]:
    return {row.id: row for row in rows}


def _refuse_itself(source_id: int, other_id: int) -> None:
    if source_id == other_id:
        message = "Must be another source than source_id."
        where = {"type": "invalid", "loc": ("path", "other_id"), "msg": message}
        raise RequestValidationError([where])
