"""The form that changes what is recorded about a claim."""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ForAnalysts, ReadingDep, TransactionDep
from api.pages.claim_choices import CHOICES
from api.pages.field_problems import FAILURES, FieldProblems, problems_of
from api.pages.forms import Form, OwnFormDep, see, value_of
from api.pages.page_route import PageRoute
from api.pages.parsing import parsed
from api.pages.rendering import as_sent, respond_form
from api.pages.writing import read_version, with_reason
from api.schemas.claims import ClaimPatch
from api.schemas.specs import claim_values
from api.schemas.types import Id
from api.serializers.claims import claim_record
from api.serializers.values import Json
from db.commands.claims import revise_claim
from db.engine.session import Write
from db.reads import claims
from db.reads.reading import Reading

LINES = "hedges"  # one on each line
COLUMNS = ("statement", "act", "form", "terms", "terms_reason", "review", "note")

router = APIRouter(prefix="/claims", route_class=PageRoute, include_in_schema=False)


@router.get("/{claim_id}/edit", dependencies=[ForAnalysts])
async def show_edit(request: Request, reading: ReadingDep, claim_id: Id) -> Response:
    """Show the form with what is recorded."""
    claim = await _read(reading, claim_id)
    return _form(request, claim, filled(claim), FieldProblems())


@router.post("/{claim_id}/edit")
async def edit_claim(
    request: Request,
    reading: ReadingDep,
    claim_id: Id,
    form: OwnFormDep,
    transaction: TransactionDep,
) -> Response:
    """Change the claim, as ``PATCH`` does; show the form again if it is refused."""
    try:
        patch = parsed(ClaimPatch, body_of(form))
        command = partial(_revise, claim_id, read_version(form), patch)
        reasoned = with_reason(transaction, form)
        return await reasoned(command, lambda _: see(f"/claims/{claim_id}"))
    except FAILURES as error:
        problems = problems_of(request, error)
    claim = await _read(reading, claim_id)
    sent = {name: value_of(form, name) for name in (*COLUMNS, LINES, "reason")}
    return _form(request, claim, sent, problems)


def _revise(claim_id: int, version: int, patch: ClaimPatch, write: Write) -> None:
    revise_claim(write, claim_id, version=version, **claim_values(patch))


async def _read(reading: Reading, claim_id: int) -> Json:
    found: Json = as_sent(claim_record(await claims.read_claim(reading, claim_id)))
    return found


def filled(claim: Json) -> dict[str, str]:
    """Return what the fields of the form have, before anything is changed."""
    values = {name: claim[name] or "" for name in COLUMNS}
    return values | {LINES: "\n".join(claim[LINES] or ())}


def body_of(form: Form) -> Json:
    """Return the patch that a form sends; an empty field is null."""
    columns = {name: value_of(form, name) or None for name in COLUMNS}
    return columns | {LINES: value_of(form, LINES).split("\n") if LINES in form else []}


def _form(
    request: Request,
    claim: Json,
    values: Mapping[str, str],
    problems: FieldProblems,
) -> Response:
    theirs = filled(claim)
    differing = [name for name in theirs if theirs[name] != values[name]]
    return respond_form(
        request,
        "claim-edit.html",
        status=problems.status,
        claim=claim,
        values=values,
        problems=problems,
        theirs=theirs,
        differing=differing if problems.is_stale else (),
        choices=CHOICES,
    )
