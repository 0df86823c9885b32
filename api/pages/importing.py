"""Imports claims from a file, after a preview of the result."""

from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.dependencies import ForAnalysts, Transaction, TransactionDep
from api.http.errors import describe_data_error
from api.http.responses import dump
from api.pages.forms import OwnFormDep, done_with_form, see, value_of
from api.pages.import_files import ClaimFile, read_claims
from api.pages.page_route import PageRoute
from api.pages.rendering import respond_form
from api.settings import MAX_BODY
from db.commands.claims import Outcome, import_claims
from db.engine.session import Write

IMPORT = "/data/import"
MOST_SHOWN = 200

router = APIRouter(prefix=IMPORT, route_class=PageRoute, include_in_schema=False)


class Imported(BaseModel):
    """Query parameters of the page that follows an import."""

    model_config = ConfigDict(extra="forbid")

    imported: int | None = Field(None, ge=0, description="How many claims.")


class NotStoredError(Exception):
    """Rolls back an import whose preview the writer has not seen."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@router.get("", dependencies=[ForAnalysts])
async def show_import(
    request: Request, params: Annotated[Imported, Query()]
) -> Response:
    """Show the form for a file."""
    return _form(request, imported=params.imported)


@router.post("")
async def import_file(
    request: Request, form: OwnFormDep, transaction: TransactionDep
) -> Response:
    """Show the result of a file; store it if it equals the preview."""
    text = value_of(form, "file") or value_of(form, "text")
    file = await done_with_form(request, partial(read_claims, request, text))
    return await _imported(request, transaction, file, seen=value_of(form, "digest"))


async def _imported(
    request: Request, transaction: Transaction, file: ClaimFile, *, seen: str
) -> Response:
    def command(write: Write) -> Outcome:
        outcome = import_claims(write, file.entries)
        if _digest(file, _refused(request, file, outcome), outcome) != seen:
            raise NotStoredError(outcome)
        return outcome

    def respond(outcome: Outcome) -> Response:
        made = len(file.entries) - len(outcome.refused)
        return see(f"{IMPORT}?imported={made}")

    try:
        return await transaction(command, respond)
    except NotStoredError as error:
        show = partial(_preview, request, file, error.outcome, has_changed=bool(seen))
        return await done_with_form(request, show)


def _preview(
    request: Request, file: ClaimFile, outcome: Outcome, *, has_changed: bool
) -> Response:
    refused = _refused(request, file, outcome)
    return _form(
        request,
        status=409 if has_changed else 200,
        refused=list(refused.items())[:MOST_SHOWN],
        refused_count=len(refused),
        claims=[(n, one) for n, one in file.sent if n not in refused][:MOST_SHOWN],
        count=len(file.sent) - len(refused),
        outcome=outcome,
        has_changed=has_changed,
        sent=file.lines,
        digest=_digest(file, refused, outcome),
    )


def _digest(
    file: ClaimFile, refused: Mapping[int, Sequence[str]], outcome: Outcome
) -> str:
    """Return a digest of a file and its outcome.

    Reasons of refused lines are left out: they may name a record of the preview.
    """
    seen = [file.digest, list(refused), outcome.created, outcome.matched]
    return sha256(dump(seen)).hexdigest()


def _form(request: Request, *, status: int = 200, **shown: Any) -> Response:  # noqa: ANN401 - values of the template
    found = {"imported": None, "digest": None} | shown
    return respond_form(
        request, "import.html", status=status, most_mb=MAX_BODY >> 20, **found
    )


def _refused(
    request: Request, file: ClaimFile, outcome: Outcome
) -> Mapping[int, Sequence[str]]:
    """Return the reasons of refused claims by line number."""
    found = dict(file.wrong)
    for number, error in outcome.refused.items():
        found[number] = [describe_data_error(request, error)["detail"]]
    return dict(sorted(found.items()))
