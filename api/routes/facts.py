"""Endpoints of ``/facts``."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    ForEditors,
    JsonBody,
    ReadingDep,
    ReasonedDep,
    TransactionDep,
    VersionDep,
)
from api.http.openapi.responses import (
    GONE,
    MERGED,
    changed_as,
    created_as,
    page_of,
    record_of,
    restored_as,
)
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_page,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.schemas.dates import given
from api.schemas.facts import (
    FactCreated,
    FactFilters,
    FactIn,
    FactKey,
    FactListParams,
    FactOut,
    FactPage,
    FactParams,
    FactPatch,
)
from api.schemas.merges import MergeIn
from api.serializers.facts import fact_record
from db.commands.facts import (
    fact_id_of,
    merge_fact,
    register_fact,
    restore_fact,
    revise_fact,
    unmerge_fact,
    withdraw_fact,
)
from db.engine.session import Write
from db.queries.facts import ORDERS, FactRow, named_codes
from db.queries.filters import Values
from db.reads import facts
from db.reads.within import read_within
from db.values.dates import TICK

router = APIRouter(prefix="/facts", tags=["facts"], route_class=StrictRoute)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(FactCreated)
)
async def create_fact(transaction: TransactionDep, fact: FactIn) -> Response:
    """Record a fact.

    A fact can also be created with a claim that bears on it.
    """

    def command(write: Write) -> FactRow:
        return fact_within(write, register_fact(write, given(fact)).id)

    return await transaction(command, _respond_created)


@router.get("", responses=page_of(FactPage))
async def read_facts(
    request: Request, reading: ReadingDep, params: Annotated[FactListParams, Query()]
) -> Response:
    """List facts, the latest recorded first."""
    query = page_query(request, params, ORDERS)
    page = await facts.list_facts_page(
        reading, query, fact_filters(params), until=params.known_before
    )
    shown = [fact_record(row) for row in page.rows]
    return respond_page(request, page, shown, fields=params.fields)


@router.get("/{fact_id}", responses=record_of(FactOut) | MERGED)
async def read_fact(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[FactParams, Query()],
) -> Response:
    """Return one fact with its state and its outcome."""
    record = reading.record(params)
    fact = await record.fact(fact_id, withdrawn=params.withdrawn)
    return respond_record(request, fact_record(fact), fields=params.fields)


@router.patch("/{fact_id}", dependencies=[JsonBody], responses=changed_as(FactOut))
async def update_fact(
    transaction: TransactionDep,
    fact_id: FactKey,
    version: VersionDep,
    patch: FactPatch,
) -> Response:
    """Change the fields of a fact that are sent.

    `If-Match` is the `ETag` of the fact.
    """

    def command(write: Write) -> FactRow:
        fact = fact_id_of(write, fact_id)
        revise_fact(write, fact, version=version, **given(patch))
        return fact_within(write, fact)

    return await transaction(command, _respond_updated)


@router.delete("/{fact_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_fact(
    transaction: TransactionDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Withdraw a fact that has no live claims and no live parts.

    Nothing is deleted: `/facts/{fact_id}/restore` brings it back.
    """

    def command(write: Write) -> None:
        withdraw_fact(write, fact_id_of(write, fact_id), version=version)

    return await transaction(command, respond_no_content)


@router.post("/{fact_id}/restore", responses=restored_as(FactOut))
async def restore_withdrawn_fact(
    transaction: ReasonedDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Restore a withdrawn fact."""

    def command(write: Write) -> FactRow:
        fact = fact_id_of(write, fact_id)
        restore_fact(write, fact, version=version)
        return fact_within(write, fact)

    return await transaction(command, _respond_updated)


@router.post(
    "/{fact_id}/merge",
    dependencies=[ForEditors, JsonBody],
    responses=changed_as(FactOut),
)
async def merge_two_facts(
    transaction: ReasonedDep,
    fact_id: FactKey,
    version: VersionDep,
    merge: MergeIn,
) -> Response:
    """Merge a fact into another one, the survivor.

    All stances, assessments and outcomes of the fact count for the survivor from
    then on, and its address answers 308. Facts with contradicting judgements cannot
    be merged.
    """

    def command(write: Write) -> FactRow:
        fact = fact_id_of(write, fact_id)
        merge_fact(write, fact, into_id=merge.merged_into_id, version=version)
        return fact_within(write, fact)

    return await transaction(command, _respond_updated)


@router.post(
    "/{fact_id}/unmerge", dependencies=[ForEditors], responses=restored_as(FactOut)
)
async def unmerge_merged_fact(
    transaction: ReasonedDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Undo the merge of a fact.

    Its stances, assessments and outcome count for itself again.
    """

    def command(write: Write) -> FactRow:
        fact = fact_id_of(write, fact_id)
        unmerge_fact(write, fact, version=version)
        return fact_within(write, fact)

    return await transaction(command, _respond_updated)


def fact_within(write: Write, fact_id: int) -> FactRow:
    """Return a fact as the transaction has stored it."""
    until = write.now + TICK
    return read_within(
        write, lambda reading: facts.read_stored_fact(reading, fact_id, until=until)
    )


def _respond_created(fact: FactRow) -> Response:
    return respond_created(f"facts/{fact.id}", fact_record(fact), made=[])


def _respond_updated(fact: FactRow) -> Response:
    return respond_updated(fact_record(fact))


def fact_filters(params: FactFilters) -> Values:
    """Return the values of every filter that is given, as queries bind them."""
    values = dict(params.filters())
    if params.status:
        values["code"] = named_codes(params.status)
    until = params.until
    if params.due == "overdue":
        values["overdue"] = [until]
    elif params.due:
        days = timedelta(days=int(params.due.removesuffix("d")))
        values |= {"due_since": [until], "due_before": [until + days]}
    return values
