"""Endpoints of ``/facts``."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import (
    ForEditors,
    JsonBody,
    ReadingDep,
    ReasonedDep,
    RequestReading,
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
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.reading import Listing
from api.schemas.as_of import RecordAsOf
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
from api.serializers.values import Json
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
from db.errors import MergedError, NotFoundError
from db.history.facts import fact_row, require_fact_at
from db.history.past_records import PastRecords
from db.queries.facts import (
    ORDERS,
    count_facts,
    find_fact_id,
    get_fact,
    list_facts,
    named_codes,
)
from db.queries.filters import Values
from db.values.types import AnyRow

router = APIRouter(prefix="/facts", tags=["facts"], route_class=StrictRoute)
FACTS = Listing(list_facts, count_facts, ORDERS)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(FactCreated)
)
async def create_fact(transaction: TransactionDep, fact: FactIn) -> Response:
    """Record a fact.

    A fact can also be created with a claim that bears on it.
    """

    def work(write: Write) -> Response:
        made = register_fact(write, given(fact))
        return respond_created(
            f"facts/{made.id}", fact_written(write, made.id), made=[]
        )

    return await transaction(work)


@router.get("", responses=page_of(FactPage))
async def read_facts(
    reading: ReadingDep, params: Annotated[FactListParams, Query()]
) -> Response:
    """List facts, the latest recorded first."""
    page = await FACTS.page(
        reading,
        params,
        sort=params.sort,
        values=fact_filters(params),
        bound={"until": params.until},
        as_of=params.as_of is not None,
    )
    return page.answer(reading, [fact_record(row) for row in page.rows], params)


@router.get("/{fact_id}", responses=record_of(FactOut) | MERGED)
async def read_fact(
    reading: ReadingDep, fact_id: FactKey, params: Annotated[FactParams, Query()]
) -> Response:
    """Return one fact with its state and its outcome."""
    row = await require_fact(reading, fact_id, params, withdrawn=params.withdrawn)
    return respond_record(reading.request, fact_record(row), fields=params.fields)


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

    def work(write: Write) -> Response:
        fact = fact_id_of(write, fact_id)
        revise_fact(write, fact, version=version, **given(patch))
        return respond_updated(fact_written(write, fact))

    return await transaction(work)


@router.delete("/{fact_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_fact(
    transaction: TransactionDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Withdraw a fact that has no live claims and no live parts.

    Nothing is deleted: `/facts/{fact_id}/restore` brings it back.
    """

    def work(write: Write) -> Response:
        withdraw_fact(write, fact_id_of(write, fact_id), version=version)
        return respond_no_content()

    return await transaction(work)


@router.post("/{fact_id}/restore", responses=restored_as(FactOut))
async def restore_withdrawn_fact(
    transaction: ReasonedDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Restore a withdrawn fact."""

    def work(write: Write) -> Response:
        fact = fact_id_of(write, fact_id)
        restore_fact(write, fact, version=version)
        return respond_updated(fact_written(write, fact))

    return await transaction(work)


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

    def work(write: Write) -> Response:
        fact = fact_id_of(write, fact_id)
        merge_fact(write, fact, into_id=merge.merged_into_id, version=version)
        return respond_updated(fact_written(write, fact))

    return await transaction(work)


@router.post(
    "/{fact_id}/unmerge", dependencies=[ForEditors], responses=restored_as(FactOut)
)
async def unmerge_merged_fact(
    transaction: ReasonedDep, fact_id: FactKey, version: VersionDep
) -> Response:
    """Undo the merge of a fact.

    Its stances, assessments and outcome count for itself again.
    """

    def work(write: Write) -> Response:
        fact = fact_id_of(write, fact_id)
        unmerge_fact(write, fact, version=version)
        return respond_updated(fact_written(write, fact))

    return await transaction(work)


async def require_fact(
    reading: RequestReading,
    key: int | str,
    params: RecordAsOf,
    *,
    withdrawn: bool = False,
) -> AnyRow:
    """Return the row of a fact, or raise ``NotFoundError`` or ``MergedError``."""
    if params.recorded:
        past = PastRecords(reading, params.recorded)
        fact_id = await id_of_fact(reading, key)
        facts = await require_fact_at(past, fact_id, withdrawn=withdrawn)
        return fact_row(facts, fact_id, past)
    row = await _find(reading, key, until=params.until, withdrawn=withdrawn)
    if row is None:
        raise NotFoundError("fact", key)
    if row.merged_into_id is not None:
        raise MergedError("fact", row.id, row.merged_into_id)
    return row


async def id_of_fact(reading: RequestReading, key: int | str) -> int:
    """Return the id of the fact that has a slug today, or has had before it left."""
    if isinstance(key, int):
        return key
    rows = await reading.rows(find_fact_id, {"fact": key}, withdrawn=True)
    if not rows:
        raise NotFoundError("fact", key)
    fact_id: int = rows[0].id
    return fact_id


async def _find(
    reading: RequestReading, key: int | str, *, until: datetime, withdrawn: bool
) -> AnyRow | None:
    by = "id" if isinstance(key, int) else "slug"
    values = {"fact": key, "until": until}
    rows = await reading.rows(get_fact, values, by=by, withdrawn=withdrawn)
    return rows[0] if rows else None


def fact_written(write: Write, fact_id: int) -> Json:
    """Return a fact as the transaction has made it."""
    find = get_fact(viewer=write.viewer)
    behind = write.now + timedelta(microseconds=1)
    (row,) = write.rows(find, fact=fact_id, until=behind)
    return fact_record(row)


def fact_filters(params: FactFilters) -> Values:
    """Return the values of every filter that is given, as they are looked for."""
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
