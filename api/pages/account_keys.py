"""The forms that create and revoke keys."""

from functools import partial
from typing import cast

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ForAdmins, ReadingDep, TransactionDep
from api.pages.account import ACCOUNT, respond_account
from api.pages.field_problems import FAILURES, problems_of
from api.pages.forms import Form, OwnFormDep, filled_as, see, value_of
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.rendering import respond_form
from api.schemas.keys import AnalystIn, KeyIn
from api.schemas.types import Id
from api.serializers.values import Json
from db.commands.keys import make_analyst, make_key, revoke_key
from db.engine.session import Write
from db.values.credentials import Credential

router = APIRouter(
    prefix=f"{ACCOUNT}/keys",
    route_class=PageRoute,
    include_in_schema=False,
    dependencies=[ForAdmins],
)


@router.post("")
async def create_key(
    request: Request,
    reading: ReadingDep,
    form: OwnFormDep,
    transaction: TransactionDep,
) -> Response:
    """Create a key, as ``POST /keys`` does, and show it only once."""

    def respond(made: Credential) -> Response:
        return respond_form(request, "key-made.html", status=201, credential=str(made))

    try:
        key = parsed(KeyIn, body_of(form))
        return await transaction(partial(_make, key), respond)
    except FAILURES as error:
        problems = problems_of(request, error)
    return await respond_account(request, reading, filled_as(form), problems)


@router.post("/{key_id}/revoke")
async def end_key(key_id: Id, _: OwnFormDep, transaction: TransactionDep) -> Response:
    """Revoke a key, as ``DELETE /keys/{key_id}`` does; its sessions end."""
    command = partial(revoke_key, key_id=key_id)
    return await transaction(command, lambda _: see(f"{ACCOUNT}#keys"))


def body_of(form: Form) -> Json:
    """Return the key that a form describes; it expires at the start of a day."""
    day = value_of(form, "expires_at")
    analyst = {
        "name": value_of(form, "analyst.name"),
        "role": value_of(form, "analyst.role") or None,
    }
    return {
        "analyst": analyst,
        "note": value_of(form, "note") or None,
        "expires_at": f"{day}T00:00:00Z" if day else None,
    }


def _make(key: KeyIn, write: Write) -> Credential:
    described = cast("AnalystIn", key.analyst)  # as ``body_of`` has it
    holder = make_analyst(write, **described.model_dump())
    return make_key(write, holder.id, note=key.note, expires_at=key.expires_at)[1]
