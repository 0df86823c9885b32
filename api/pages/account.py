"""The page of the caller's session, and for administrators of all keys."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep, RequestReading
from api.pages.field_problems import FieldProblems
from api.pages.forms import Filled
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_form
from api.schemas.keys import KeyListParams
from api.serializers.keys import key_record
from api.serializers.values import Json
from api.server.callers import ROLES
from db.queries.keys import OLDEST
from db.reads import keys
from db.reads.reading import Reading
from db.values.viewer import ADMIN

ACCOUNT = "/account"
FIRST = KeyListParams()  # the first page of keys, shown below a form

router = APIRouter(prefix=ACCOUNT, route_class=PageRoute, include_in_schema=False)


@router.get("")
async def show_account(
    request: Request, reading: ReadingDep, params: Annotated[KeyListParams, Query()]
) -> Response:
    """Show the session and its key, and to administrators all keys."""
    return await respond_account(
        request, reading, Filled(), FieldProblems(), params=params
    )


async def respond_account(
    request: Request,
    reading: RequestReading,
    values: Filled,
    problems: FieldProblems,
    *,
    params: KeyListParams = FIRST,
) -> Response:
    """Return the page, which browsers must not cache."""
    is_admin = reading.caller.role == "admin"
    return respond_form(
        request,
        "account.html",
        status=problems.status,
        caller=reading.caller,
        own=await _own(reading),
        keys=await _all(request, reading, params) if is_admin else None,
        roles=ROLES,
        values=values,
        problems=problems,
    )


async def _own(reading: RequestReading) -> Json | None:
    """Return the key of the caller."""
    if reading.caller.key_id is None:
        return None
    as_admin = Reading(reading.reader, ADMIN)
    own: Json = as_sent(
        key_record(await keys.read_key(as_admin, reading.caller.key_id))
    )
    return own


async def _all(request: Request, reading: Reading, params: KeyListParams) -> Json:
    """Return a page of all keys, the oldest first."""
    page = await keys.list_keys_page(reading, page_query(request, params, OLDEST))
    rows = as_sent([key_record(row) for row in page.rows])
    return {"rows": rows, "next": next_page(request, page.next_key)[1]}
