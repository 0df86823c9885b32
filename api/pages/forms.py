"""Forms: checks of their origin, and their fields."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hmac import compare_digest
from typing import Annotated, TypeVar
from urllib.parse import parse_qs

from fastapi import Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from api.http.auth import needs
from api.http.strict_requests import SHORT_BODY
from api.pages.multipart import MULTIPART, fields_of
from api.pages.parsing import number
from api.pages.rendering import signed_in
from api.server.callers import CHALLENGE

T = TypeVar("T")
FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 1000
MAX_OPEN = 16 * 1024  # bytes of a form that anybody may send
TOO_LONG = f"This form may have at most {MAX_OPEN // 1024} kB."
NOT_UTF8 = (
    "The form, or a file in it, is not text in UTF-8. Save the file as plain text in "
    "UTF-8, and send it again."
)
READS = frozenset({"GET", "HEAD"})
UNSAID = (None, "null")  # a browser that sends no referrer sends no origin
Form = Mapping[str, Sequence[str]]


def refuse_foreign_form(request: Request) -> None:
    """Raise 403 if a page of another site sends a form, or a program does."""
    if request.method in READS:
        return
    site, origin = (request.headers.get(n) for n in ("sec-fetch-site", "origin"))
    own = f"{request.url.scheme}://{request.headers.get('host')}"
    is_ours = site == "same-origin" and origin in {*UNSAID, own}
    if not is_ours and (site is not None or origin != own):
        raise HTTPException(403, "Send this form from a page of this server.")


async def read_form(request: Request) -> Form:
    """Return the non-empty fields of a short form, which anybody may send.

    Raise 400, 413 or 415.
    """
    media_type = _media_type(request)
    sent = await request.body()
    if len(sent) > MAX_OPEN:
        raise HTTPException(413, TOO_LONG)
    return _fields(request, media_type, sent)


def _media_type(request: Request) -> str:
    """Return the media type of a form; raise 415 for other ones."""
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in {FORM, MULTIPART}:
        raise HTTPException(415, f"Content-Type must be {FORM} or {MULTIPART}.")
    return media_type


def _fields(request: Request, media_type: str, sent: bytes) -> Form:
    """Return the fields in the body of a form; raise 400."""
    try:
        if media_type == MULTIPART:
            content_type = request.headers["content-type"]
            return fields_of(content_type, sent, most=MAX_FIELDS)
        return parse_qs(sent.decode(), errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError as error:
        raise HTTPException(400, NOT_UTF8) from error
    except ValueError as error:
        message = f"The form is incomplete, or has more than {MAX_FIELDS:,} fields."
        raise HTTPException(400, message) from error


async def done_with_form(request: Request, work: Callable[[], T]) -> T:
    """Return the result of work on a form, in a thread if the form is large.

    On the event loop it would block all other requests.
    """
    if len(await request.body()) <= SHORT_BODY:
        return work()
    done: T = await request.app.state.long_work.read(work)
    return done


@needs("reader")
async def read_own_form(request: Request) -> Form:
    """Return the fields of a form of this session; raise 401 or 403."""
    user = signed_in(request)
    if user is None:
        raise HTTPException(401, "Sign in with a key to write.", CHALLENGE)
    read = partial(_fields, request, _media_type(request), await request.body())
    form = await done_with_form(request, read)
    sent, known = value_of(form, "form_token"), user.token.form_token
    if not compare_digest(sent.encode(), known.encode()):
        message = "This form belongs to another session: open its page again."
        raise HTTPException(403, message)
    request.state.form = form  # shown again if it is refused
    return form


def value_of(form: Form, name: str) -> str:
    """Return the value of a field, or an empty text."""
    return form.get(name, [""])[0]


def numbers_of(form: Form, name: str) -> Sequence[int | str]:
    """Return the values of the fields with a name, as numbers where possible."""
    return [number(one) for one in form.get(name, ())]


class Filled(dict[str, str]):
    """The contents of the fields of a form; missing fields are empty."""

    def __missing__(self, name: str) -> str:
        """Return the content of a missing field."""
        return ""


def filled_as(form: Form) -> Filled:
    """Return the contents of a form that is shown again."""
    return Filled({name: given[0] for name, given in form.items()})


def see(address: str) -> RedirectResponse:
    """Redirect to the page that shows the result of a form."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


FormDep = Annotated[Form, Depends(read_form)]
OwnFormDep = Annotated[Form, Depends(read_own_form)]
