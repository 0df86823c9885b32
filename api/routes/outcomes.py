"""Endpoints of the outcome of a fact."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    ReasonedDep,
    SaidVersionDep,
    VersionDep,
)
from api.http.openapi.responses import GONE, MERGED, part_created_as, put_as, record_of
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.routes.facts import fact_within
from api.routes.lifecycle import FACT
from api.schemas.dates import given
from api.schemas.facts import FactKey
from api.schemas.outcomes import OutcomeIn, OutcomeOut, OutcomeParams
from api.serializers.outcomes import outcome_record
from db.commands.facts import (
    record_outcome,
    supersede_outcome,
    withdraw_outcome,
)
from db.engine.session import Write
from db.errors import NotFoundError
from db.queries.facts import FactRow

router = APIRouter(
    prefix="/facts/{fact_id}/outcome", tags=["facts"], route_class=StrictRoute
)


@router.get("", responses=record_of(OutcomeOut) | MERGED)
async def read_outcome(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[OutcomeParams, Query()],
) -> Response:
    """Return the outcome of a fact, or 404 while it is unknown.

    The response has the `ETag` of the fact.
    """
    fact = await reading.record(params).fact(fact_id)
    body = outcome_record(fact)
    if body is None:
        resource = "outcome of fact"
        raise NotFoundError(resource, fact.id)
    return respond_record(request, body, fields=params.fields, version=fact.version)


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(OutcomeOut),
)
async def create_outcome(
    transaction: ReasonedDep, fact_id: FactKey, outcome: OutcomeIn
) -> Response:
    """Record the outcome of a fact; 409 if it already has one."""

    def command(write: Write) -> FactRow:
        fact = FACT.id_within(write, fact_id)
        record_outcome(write, fact, given(outcome))
        return fact_within(write, fact).row

    return await transaction(command, _respond_created)


@router.put("", dependencies=[JsonBody], responses=put_as(OutcomeOut))
async def replace_outcome(
    transaction: ReasonedDep,
    fact_id: FactKey,
    version: SaidVersionDep,
    outcome: OutcomeIn,
) -> Response:
    """Record the outcome of a fact, replacing the previous one if there is one.

    The previous outcome stays in the history. `If-Match` is optional, and is the `ETag`
    of the fact.
    """

    def command(write: Write) -> FactRow:
        fact = FACT.id_within(write, fact_id)
        supersede_outcome(write, fact, given(outcome), version=version)
        return fact_within(write, fact).row

    return await transaction(command, _respond_updated)


@router.delete("", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_outcome(
    transaction: ReasonedDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Withdraw the outcome of a fact.

    `If-Match` is the `ETag` of the fact.
    """

    def command(write: Write) -> None:
        withdraw_outcome(write, FACT.id_within(write, fact_id), version=version)

    return await transaction(command, respond_no_content)


def _respond_created(fact: FactRow) -> Response:
    path, body = f"facts/{fact.id}/outcome", outcome_record(fact) or {}
    return respond_created(path, body, version=fact.version)


def _respond_updated(fact: FactRow) -> Response:
    return respond_updated(outcome_record(fact) or {}, version=fact.version)
