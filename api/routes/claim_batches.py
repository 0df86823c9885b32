"""The endpoint ``/claims/batch``."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from api.http.dependencies import JsonBody, Transaction, TransactionDep
from api.http.errors import describe, describe_data_error, problem_body
from api.http.openapi.responses import created_as
from api.http.responses import dump
from api.http.strict_requests import StrictRoute
from api.schemas.claims import BatchCreated, BatchIn, BatchOut, ClaimIn
from api.schemas.specs import claim_spec
from api.serializers.changes import written_with
from api.serializers.claims import claim_record
from api.serializers.values import Json
from db.commands.claims import Entry, NewClaim, record_all, record_each
from db.engine.session import Write
from db.errors import DataError
from db.queries.filters import portions as in_portions
from db.reads.claims import ClaimDetail
from db.reads.new_claims import read_new_claims
from db.reads.within import read_within

router = APIRouter(prefix="/claims", tags=["claims"], route_class=StrictRoute)
Recorded = ClaimDetail | DataError  # a claim, or the error that prevents it
# Claims of mode ``each`` in one transaction, for which other writes wait.
PORTION = 50
CLAIM_IN: TypeAdapter[ClaimIn] = TypeAdapter(ClaimIn)


class Portion(NamedTuple):
    """Claims of a batch by index, and the records created and matched for them."""

    recorded: Mapping[int, Recorded]
    made: Json


@router.post(
    "/batch",
    status_code=201,
    dependencies=[JsonBody],
    responses=created_as(BatchCreated)
    | {
        201: {
            "model": BatchCreated,
            "description": "Mode `atomic`: all claims were recorded.",
        },
        200: {
            "model": BatchOut,
            "description": "Mode `each`: the result of each claim.",
        },
    },
)
async def create_claims(
    request: Request, transaction: TransactionDep, batch: BatchIn
) -> Response:
    """Record up to 1,000 claims, each as for `POST /claims`.

    Mode `atomic` records all of them or none, and responds with the first error. Mode
    `each` records every valid claim, and responds with the result of each claim. It
    records fifty claims per transaction, so that other writes need not wait: if the
    database fails in between, the remaining claims have its 503. With an idempotency
    key there is only one transaction.
    """
    if batch.mode == "atomic":
        return await _atomic(request, transaction, batch.claims)
    return await _each(request, transaction, batch.claims)


async def _atomic(
    request: Request, transaction: Transaction, claims: Sequence[Any]
) -> Response:
    entries = await request.app.state.long_work.read(partial(_entries, claims))

    def command(write: Write) -> tuple[list[ClaimDetail], Json]:
        recorded = record_all(write, entries)
        stored = read_within(write, read_new_claims, recorded)
        return stored, _made_with(write, recorded)

    def respond(stored: tuple[list[ClaimDetail], Json]) -> Response:
        details, made = stored
        data = [claim_record(detail) for detail in details]
        return _respond(data, made, status=HTTPStatus.CREATED)

    return await transaction(command, respond)


async def _each(
    request: Request, transaction: Transaction, claims: Sequence[Any]
) -> Response:
    outcomes: list[Entry | Json] = await request.app.state.long_work.read(
        partial(_entries_or_problems, request, claims)
    )
    entries = {n: one for n, one in enumerate(outcomes) if isinstance(one, Entry)}
    size = len(outcomes) if transaction.keyed else PORTION
    portions = [dict(some) for some in in_portions(list(entries.items()), size)] or [{}]

    def respond(stored: Sequence[Portion | DataError]) -> Response:
        shown = {n: one for n, one in enumerate(outcomes) if not isinstance(one, Entry)}
        made: dict[str, list[Json]] = {"created": [], "matched": []}
        for one, of in zip(stored, portions, strict=True):
            recorded, also = one if isinstance(one, Portion) else _failed(of, one)
            shown |= {n: _outcome(request, claim) for n, claim in recorded.items()}
            for name, listed in also.items():
                made[name] += listed
        data = [shown[number] for number in range(len(outcomes))]
        return _respond(data, made, status=HTTPStatus.OK)

    commands = [partial(_record_portion, entries=some) for some in portions]
    if transaction.keyed:
        return await transaction(commands[0], lambda stored: respond([stored]))
    return await transaction.in_turn(commands, respond)


def _failed(numbers: Iterable[int], error: DataError) -> Portion:
    """Return the result of claims whose transaction failed as a whole."""
    return Portion(dict.fromkeys(numbers, error), {})


def _record_portion(write: Write, entries: Mapping[int, Entry]) -> Portion:
    results = record_each(write, entries)
    new = {n: one for n, one in results.items() if isinstance(one, NewClaim)}
    stored = read_within(write, read_new_claims, list(new.values()))
    recorded: dict[int, Recorded] = dict(zip(new, stored, strict=True))
    refused = {n: one for n, one in results.items() if isinstance(one, DataError)}
    return Portion(recorded | refused, _made_with(write, new.values()))


def _entries(claims: Sequence[Any]) -> list[Entry]:
    """Return the parsed claims; raise the errors of the first wrong one."""
    entries = []
    for number, claim in enumerate(claims):
        try:
            entries.append(_entry(claim))
        except ValidationError as error:
            place = ("body", "claims", number)
            raise RequestValidationError(_located(error, place)) from error
    return entries


def _entries_or_problems(request: Request, claims: Sequence[Any]) -> list[Entry | Json]:
    """Return each parsed claim, or its errors."""
    outcomes: list[Entry | Json] = []
    for claim in claims:
        try:
            outcomes.append(_entry(claim))
        except ValidationError as error:
            outcomes.append(_invalid(request, error))
    return outcomes


def _entry(claim: Any) -> Entry:  # noqa: ANN401 - any JSON
    read = CLAIM_IN.validate_python(claim)
    return Entry(claim_spec(read).prepare(), read.article_id, read.revision_id)


def _outcome(request: Request, recorded: Recorded) -> Json:
    if isinstance(recorded, DataError):
        problem = describe_data_error(request, recorded)
        return {"status": problem["status"], "problem": problem}
    return {"status": 201, "claim": claim_record(recorded)}


def _invalid(request: Request, error: ValidationError) -> Json:
    errors = describe(request, _located(error, ("body",)))
    problem = problem_body(request, 422, "The claim is not valid.", errors=errors)
    return {"status": 422, "problem": problem}


def _located(error: ValidationError, place: tuple[str | int, ...]) -> list[Any]:
    found = error.errors(include_url=False, include_input=False)
    return [{**item, "loc": (*place, *item["loc"])} for item in found]


def _made_with(write: Write, recorded: Iterable[NewClaim]) -> Json:
    """Return the records that a write created and matched besides these claims."""
    claims = {one.id for one in recorded}
    made = written_with(write, 0, "claim")
    created = [
        one
        for one in made["created"]
        if one["resource"] != "claim" or one["id"] not in claims
    ]
    return made | {"created": created}


def _respond(data: Sequence[Json], made: Json, *, status: HTTPStatus) -> Response:
    body = dump({"data": data, **made})
    return Response(body, status, media_type="application/json")
