"""Endpoints of ``/facts``."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    TransactionDep,
)
from api.http.openapi.responses import (
    MERGED,
    WITHDRAWN,
    created_as,
    page_of,
    record_of,
)
from api.http.responses import (
    respond_created,
    respond_page,
    respond_record,
)
from api.http.strict_requests import StrictRoute
from api.routes.lifecycle import FACT, Lifecycle, found_or_withdrawn
from api.schemas.dates import given
from api.schemas.facts import (
    FactCreated,
    FactIn,
    FactKey,
    FactListParams,
    FactOut,
    FactPage,
    FactParams,
    FactPatch,
)
from api.schemas.merges import MergeIn
from api.schemas.versions import RevertIn
from api.serializers.facets import facets_body
from api.serializers.facts import fact_record
from api.serializers.values import Json
from db.commands.facts import (
    merge_fact,
    register_fact,
    restore_fact,
    revert_fact,
    revise_fact,
    similar_facts,
    unmerge_fact,
    withdraw_fact,
)
from db.engine.session import Write
from db.history.versions import read_fact_version
from db.queries.facts import ORDERS
from db.reads import facts
from db.reads.facets import read_fact_facets
from db.reads.reading import Reading
from db.reads.standings import FactDetail, with_standings
from db.reads.within import read_within
from db.values.dates import TICK
from db.values.versions import ReadVersion

router = APIRouter(prefix="/facts", tags=["facts"], route_class=StrictRoute)


def fact_within(write: Write, fact_id: int) -> FactDetail:
    """Return a fact as the transaction has stored it."""
    return read_within(write, _stored, fact_id, until=write.now + TICK)


async def _stored(reading: Reading, fact_id: int, *, until: datetime) -> FactDetail:
    row = await facts.read_stored_fact(reading, fact_id, until=until)
    # Not as of now: that would omit articles dated tomorrow.
    (found,) = await with_standings(reading, [row])
    return found


LIFECYCLE = Lifecycle(router, FactOut, fact_within, fact_record, addressing=FACT)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(FactCreated)
)
async def create_fact(transaction: TransactionDep, fact: FactIn) -> Response:
    """Record a fact.

    A fact can also be created together with a claim on it. It is new even if other
    facts have its statement: `similar` lists these.
    """

    def command(write: Write) -> tuple[FactDetail, list[Json]]:
        made = register_fact(write, given(fact))
        return fact_within(write, made.id), similar_facts(write, made)

    return await transaction(command, _respond_created)


@router.get("", responses=page_of(FactPage))
async def read_facts(
    request: Request, reading: ReadingDep, params: Annotated[FactListParams, Query()]
) -> Response:
    """List facts, the latest recorded first."""
    query, until = page_query(request, params, ORDERS), params.known_before
    values, more = params.filters(), {}
    page = await facts.list_facts_page(reading, query, values, until=until)
    found = await with_standings(reading, page.rows, until=until)
    if params.facets:
        counted = await read_fact_facets(
            reading, values, params.facets, withdrawn=params.withdrawn, until=until
        )
        more["facets"] = facets_body(counted)
    shown = [fact_record(one) for one in found]
    return respond_page(request, page, shown, fields=params.fields, more=more)


@router.get("/{fact_id}", responses=record_of(FactOut) | WITHDRAWN | MERGED)
async def read_fact(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[FactParams, Query()],
) -> Response:
    """Return one fact with its state and its outcome."""
    if params.version:
        found = await read_fact_version(reading, fact_id, params.version)
    else:
        record = reading.record(params)
        fact = await found_or_withdrawn(
            record.fact(fact_id, withdrawn=params.withdrawn),
            reading,
            resource="fact",
            key=fact_id,
            as_of=params.as_of,
        )
        found = FactDetail(fact, await record.standing(fact.id))
    return respond_record(request, fact_record(found), fields=params.fields)


@LIFECYCLE.updates
def update_fact(
    write: Write,
    fact_id: int,
    version: ReadVersion,
    patch: FactPatch,
) -> None:
    """Change the sent fields of a fact.

    `If-Match` is the `ETag` of the fact.
    """
    revise_fact(write, fact_id, version=version, **given(patch))


@LIFECYCLE.reverts
def revert_fact_to_version(
    write: Write, fact_id: int, version: ReadVersion, revert: RevertIn
) -> None:
    """Write the content of an earlier version of a fact as a new version.

    Its visibility, stances, assessments and outcome stay unchanged. A version that was
    redacted, or that refers to withdrawn records, is refused.
    """
    revert_fact(write, fact_id, version=version, to=revert.version)


@LIFECYCLE.withdraws
def delete_fact(write: Write, fact_id: int, version: ReadVersion) -> None:
    """Withdraw a fact that has no live claims and no live parts.

    Nothing is deleted: `/facts/{fact_id}/restore` restores it.
    """
    withdraw_fact(write, fact_id, version=version)


@LIFECYCLE.restores
def restore_withdrawn_fact(write: Write, fact_id: int, version: ReadVersion) -> None:
    """Restore a withdrawn fact."""
    restore_fact(write, fact_id, version=version)


@LIFECYCLE.merges
def merge_two_facts(
    write: Write,
    fact_id: int,
    version: ReadVersion,
    merge: MergeIn,
) -> None:
    """Merge a fact into another one, the survivor.

    All stances, assessments and outcomes of the fact then count for the survivor, and
    its URL responds 308. Facts with contradicting judgements cannot be merged.
    """
    merge_fact(write, fact_id, into_id=merge.merged_into_id, version=version)


@LIFECYCLE.unmerges
def unmerge_merged_fact(write: Write, fact_id: int, version: ReadVersion) -> None:
    """Undo the merge of a fact.

    Its stances, assessments and outcome count for it again.
    """
    unmerge_fact(write, fact_id, version=version)


def _respond_created(stored: tuple[FactDetail, list[Json]]) -> Response:
    fact, similar = stored
    made = {"created": [], "matched": [], "similar": similar}
    return respond_created(f"facts/{fact.row.id}", fact_record(fact), made=made)
