"""Endpoints of ``/keys``, and of the caller."""

from http import HTTPStatus
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    ForAdmins,
    JsonBody,
    ReadingDep,
    ShownOnce,
    TransactionDep,
)
from api.http.openapi.responses import created_as, page_of, problems, record_of
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_page,
    respond_record,
)
from api.http.strict_requests import StrictRoute
from api.schemas.keys import (
    KeyEventPage,
    KeyEventParams,
    KeyIn,
    KeyListParams,
    KeyOut,
    KeyPage,
    MadeKey,
    Me,
)
from api.schemas.types import Id
from api.serializers.keys import key_event, key_record
from api.serializers.values import Json
from db.commands.keys import make_analyst, make_key, revoke_key
from db.engine.session import Write
from db.queries.keys import NEWEST_EVENT, OLDEST, KeyRow
from db.reads import keys
from db.reads.reading import Reading
from db.reads.within import read_within
from db.values.credentials import Credential
from db.values.viewer import ADMIN

router = APIRouter(tags=["keys"], route_class=StrictRoute)


@router.get("/me", responses=record_of(Me))
async def read_me(request: Request, reading: ReadingDep) -> Response:
    """Return the role of the caller and the key of the request."""
    caller = reading.caller
    body: Json = {"role": caller.role, "analyst": None, "key": None}
    if caller.key_id is not None:
        as_admin = Reading(reading.reader, ADMIN)  # all callers may see their own key
        key = key_record(await keys.read_key(as_admin, caller.key_id))
        body |= {"analyst": key["analyst"], "key": key}
    return respond_record(request, body)


@router.get("/keys", dependencies=[ForAdmins], responses=page_of(KeyPage))
async def read_keys(
    request: Request, reading: ReadingDep, params: Annotated[KeyListParams, Query()]
) -> Response:
    """List all keys, the oldest first. Revoked and expired keys are included."""
    page = await keys.list_keys_page(reading, page_query(request, params, OLDEST))
    rows = [key_record(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields)


@router.get("/keys/{key_id}", dependencies=[ForAdmins], responses=record_of(KeyOut))
async def read_key(request: Request, reading: ReadingDep, key_id: Id) -> Response:
    """Return one key, without its secret."""
    row = await keys.read_key(reading, key_id)
    return respond_record(request, key_record(row))


@router.get(
    "/keys/{key_id}/history",
    dependencies=[ForAdmins],
    responses=page_of(KeyEventPage) | problems(404),
)
async def read_history_of_key(
    request: Request,
    reading: ReadingDep,
    key_id: Id,
    params: Annotated[KeyEventParams, Query()],
) -> Response:
    """List the creation and revocation of a key, and the changes of its analyst's role.

    The latest event comes first.
    """
    query = page_query(request, params, NEWEST_EVENT)
    page = await keys.list_key_events_page(reading, query, key_id=key_id)
    rows = [key_event(row) for row in page.rows]
    return respond_page(request, page, rows, fields=params.fields)


@router.post(
    "/keys",
    status_code=HTTPStatus.CREATED,
    dependencies=[ForAdmins, JsonBody],
    responses=created_as(MadeKey),
)
async def create_key(transaction: TransactionDep, key: KeyIn) -> Response:
    """Create a key. Only this response contains its secret."""

    def command(write: Write) -> tuple[KeyRow, Credential]:
        made, credential = make_key(
            write, _analyst(write, key), note=key.note, expires_at=key.expires_at
        )
        return read_within(write, keys.read_key, made.id), credential

    def respond(stored: tuple[KeyRow, Credential]) -> Response:
        row, credential = stored
        path, body = f"keys/{row.id}", key_record(row)
        shown, kept = (
            respond_created(path, body, more={"key": secret})
            for secret in (str(credential), None)
        )
        return ShownOnce(shown, kept=kept)

    return await transaction(command, respond)


def _analyst(write: Write, key: KeyIn) -> int:
    """Return the id of the analyst who gets the key."""
    if key.analyst is None:
        return cast("int", key.analyst_id)  # the schema requires one of them
    return make_analyst(write, **key.analyst.model_dump()).id


@router.delete(
    "/keys/{key_id}",
    status_code=HTTPStatus.NO_CONTENT,
    dependencies=[ForAdmins],
    responses=problems(404, 409, 413, 422, 503),
)
async def delete_key(transaction: TransactionDep, key_id: Id) -> Response:
    """Revoke a key. It stops working at once and stays in the list."""

    def command(write: Write) -> None:
        revoke_key(write, key_id)

    return await transaction(command, respond_no_content)
