"""Endpoints of ``/keys``, and of who asks."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Response

from api.http.dependencies import (
    ForAdmins,
    JsonBody,
    ReadingDep,
    ShownOnce,
    TransactionDep,
)
from api.http.openapi.responses import created_as, page_of, problems, record_of
from api.http.responses import respond_created, respond_no_content, respond_record
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows
from api.schemas.keys import KeyIn, KeyListParams, KeyOut, KeyPage, MadeKey, Me
from api.schemas.types import Id
from api.serializers.keys import key_record
from api.serializers.values import Json
from db.commands.keys import make_analyst, make_key, revoke_key
from db.engine.session import Write
from db.errors import NotFoundError
from db.queries.keys import OLDEST, get_key, list_keys
from db.queries.keyset import Place
from db.values.types import AnyRow
from db.values.viewer import ADMIN

router = APIRouter(tags=["keys"], route_class=StrictRoute)


@router.get("/me", responses=record_of(Me))
async def read_me(reading: ReadingDep) -> Response:
    """Return the role of the caller, and the key that was sent."""
    caller = reading.caller
    body: Json = {"role": caller.role, "analyst": None, "key": None}
    if caller.key_id is not None:
        find = get_key(viewer=ADMIN)  # one's own may be seen
        (row,) = await reading.reader.rows(find, key=caller.key_id)
        key = key_record(row)
        body |= {"analyst": key["analyst"], "key": key}
    return respond_record(reading.request, body)


@router.get("/keys", dependencies=[ForAdmins], responses=page_of(KeyPage))
async def read_keys(
    reading: ReadingDep, params: Annotated[KeyListParams, Query()]
) -> Response:
    """List all keys, the oldest first, including those that are revoked or expired."""

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        return await reading.rows(list_keys, key, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=OLDEST, rows=rows)
    return page.answer(reading, [key_record(row) for row in page.rows], params)


@router.get("/keys/{key_id}", dependencies=[ForAdmins], responses=record_of(KeyOut))
async def read_key(reading: ReadingDep, key_id: Id) -> Response:
    """Return one key, without its secret."""
    rows = await reading.rows(get_key, {"key": key_id})
    if not rows:
        resource = "key"
        raise NotFoundError(resource, key_id)
    return respond_record(reading.request, key_record(rows[0]))


@router.post(
    "/keys",
    status_code=HTTPStatus.CREATED,
    dependencies=[ForAdmins, JsonBody],
    responses=created_as(MadeKey),
)
async def create_key(transaction: TransactionDep, key: KeyIn) -> Response:
    """Create a key. Its secret is shown only in this response."""

    def work(write: Write) -> Response:
        made, credential = make_key(
            write, _holder(write, key), note=key.note, expires_at=key.expires_at
        )
        (row,) = write.rows(get_key(viewer=write.viewer), key=made.id)
        body = key_record(row)
        shown, kept = (
            respond_created(f"keys/{made.id}", body, more={"key": key})
            for key in (str(credential), None)
        )
        return ShownOnce(shown, kept=kept)

    return await transaction(work)


def _holder(write: Write, key: KeyIn) -> int:
    """Return the id of the analyst whose the key will be."""
    if key.analyst is None:
        return cast("int", key.analyst_id)  # the schema wants one of them
    return make_analyst(write, **key.analyst.model_dump()).id


@router.delete(
    "/keys/{key_id}",
    status_code=HTTPStatus.NO_CONTENT,
    dependencies=[ForAdmins],
    responses=problems(404, 409, 413, 422, 503),
)
async def delete_key(transaction: TransactionDep, key_id: Id) -> Response:
    """Revoke a key. It stops working at once, and stays in the list."""

    def work(write: Write) -> Response:
        revoke_key(write, key_id)
        return respond_no_content()

    return await transaction(work)
