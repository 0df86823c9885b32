"""Sign-in and sign-out: a key begins a session of a browser."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from api.pages.addresses import own_address
from api.pages.forms import FormDep, OwnFormDep, see, value_of
from api.pages.page_route import PageRoute
from api.pages.rendering import UNKEPT, render, respond_html
from api.server.authenticator import Authenticator
from api.server.callers import CHALLENGE, UNKNOWN, RejectedCaller
from api.server.session_cookies import remove_cookie, session_token, set_cookie
from db.commands.sessions import begin_session, end_session
from db.engine.session import Context, Write
from db.values.credentials import Credential
from db.values.session_tokens import SessionToken

T = TypeVar("T")
UNENCRYPTED = (
    "Sign-in needs HTTPS, or a browser on the machine of the server: a key that is "
    "sent unencrypted can be read on the way."
)

router = APIRouter(route_class=PageRoute, include_in_schema=False)


class SignInParams(BaseModel):
    """Query parameters of the sign-in page."""

    model_config = ConfigDict(extra="forbid")

    next: str = Field("/", description="The page to show afterwards.")


@router.get("/sign-in")
async def show_sign_in(
    request: Request, params: Annotated[SignInParams, Query()]
) -> Response:
    """Show the form for a key."""
    return respond_html(
        request, "sign-in.html", following=own_address(params.next), problem=None
    )


@router.post("/sign-in")
async def sign_in(request: Request, form: FormDep) -> Response:
    """Begin a session, and end the previous session of the browser."""
    authenticator: Authenticator = request.app.state.authenticator
    if not authenticator.may_sign_in(request.scope):
        raise HTTPException(HTTPStatus.FORBIDDEN, UNENCRYPTED)
    following = own_address(value_of(form, "next"))
    credential = Credential.parse(value_of(form, "key").strip())
    if credential is None:
        return _refused(request, UNKNOWN.detail, following)
    found = await authenticator.holder(request.scope, credential)
    if isinstance(found, RejectedCaller) or found.key_id is None:
        return _refused(request, getattr(found, "detail", ""), following)
    begin = partial(_begin, request, found.key_id, authenticator.session_age)
    response = see(following)
    set_cookie(response, request.scope, await _write(request, begin))
    return response


@router.post("/sign-out")
async def sign_out(request: Request, _: OwnFormDep) -> Response:
    """End the session of the browser."""
    await _write(request, partial(_end, request))
    response = see("/sign-in")
    remove_cookie(response, request.scope)
    return response


def _begin(request: Request, key_id: int, age: timedelta, write: Write) -> SessionToken:
    _end(request, write)
    return begin_session(write, key_id, age=age)


def _end(request: Request, write: Write) -> None:
    token = session_token(request.scope)
    if token:
        end_session(write, token)


async def _write(request: Request, work: Callable[[Write], T]) -> T:
    """Run a write of a session, within the limit of writes."""
    state = request.app.state
    request.state.lookup_slot.release()
    with state.writes:
        written: T = await state.writer.run(work, Context())
    return written


def _refused(request: Request, problem: str, following: str) -> Response:
    """Return the form again, with the error of the key."""
    html = render(request, "sign-in.html", following=following, problem=problem)
    headers = {**UNKEPT, **CHALLENGE}
    return Response(html, HTTPStatus.UNAUTHORIZED, headers, media_type="text/html")
