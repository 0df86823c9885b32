"""Endpoints of ``/claims``."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    TransactionDep,
)
from api.http.openapi.responses import (
    MERGED,
    WITHDRAWN,
    created_as,
    record_of,
)
from api.http.responses import (
    respond_created,
    respond_record,
)
from api.http.strict_requests import StrictRoute
from api.routes.lifecycle import Lifecycle, found_or_withdrawn
from api.schemas.claims import (
    ClaimChanged,
    ClaimCreated,
    ClaimIn,
    ClaimOut,
    ClaimPatch,
    FlatClaim,
)
from api.schemas.merges import MergeIn
from api.schemas.single_claims import ClaimParams, ClaimShown
from api.schemas.specs import claim_spec, claim_values
from api.schemas.types import Id
from api.schemas.versions import RevertIn
from api.serializers.changes import written_with
from api.serializers.claims import claim_record
from api.serializers.flat_claims import flat_claim
from api.serializers.values import Json
from api.serializers.verdicts import fact_of_claim
from db.commands.claims import (
    Entry,
    NewClaim,
    first_reads,
    merge_claim,
    record_for_each,
    restore_claim,
    revert_claim,
    revise_claim,
    unmerge_claim,
    withdraw_claim,
)
from db.engine.session import Write
from db.errors import DataError
from db.history.versions import read_claim_version
from db.reads import claims
from db.reads.claims import ClaimDetail
from db.reads.new_claims import read_new_claims
from db.reads.within import read_within
from db.values.versions import ReadVersion

router = APIRouter(prefix="/claims", tags=["claims"], route_class=StrictRoute)
Recorded = tuple[ClaimDetail, Json]  # a claim, and what was written with it


def claim_within(write: Write, claim_id: int) -> ClaimDetail:
    """Return a claim as the transaction has stored it."""
    return read_within(write, claims.read_claim, claim_id, merged=True)


LIFECYCLE = Lifecycle(
    router, ClaimOut, claim_within, claim_record, changed=ClaimChanged
)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(ClaimCreated)
)
async def create_claim(transaction: TransactionDep, claim: ClaimIn) -> Response:
    """Record a claim, its chain of sources, and its place in the text.

    A source in the chain is given by id or by a description, which matches a source or
    creates one.
    """
    entry = Entry(claim_spec(claim), claim.article_id, claim.revision_id)
    return await transaction.together(
        record_together, entry, _respond, first_reads=first_reads
    )


def record_together(
    write: Write, parts: Sequence[tuple[Write, Entry]]
) -> list[Recorded | DataError]:
    """Record the claims of several requests, each for its own caller."""
    results = record_for_each(write, parts)
    new = [one for one in results if isinstance(one, NewClaim)]
    details = iter(read_within(write, read_new_claims, new))
    return [
        (next(details), written_with(one.write, one.id, "claim"))
        if isinstance(one, NewClaim)
        else one
        for one in results
    ]


def _respond(recorded: Recorded) -> Response:
    detail, others = recorded
    path = f"claims/{detail.row.id}"
    return respond_created(path, claim_record(detail), made=others)


@router.get(
    "/{claim_id}", responses=record_of(ClaimShown, FlatClaim) | WITHDRAWN | MERGED
)
async def read_claim(
    request: Request,
    reading: ReadingDep,
    claim_id: Id,
    params: Annotated[ClaimParams, Query()],
) -> Response:
    """Return one claim with its chain, spans, tags and stances."""
    record = reading.record(params)
    claim = await (
        read_claim_version(reading, claim_id, params.version)
        if params.version
        else found_or_withdrawn(
            record.claim(claim_id, withdrawn=params.withdrawn, parts=params.needed),
            reading,
            resource="claim",
            key=claim_id,
            as_of=params.as_of,
        )
    )
    if params.flat:
        return respond_record(request, flat_claim(claim), fields=params.fields)
    body = claim_record(claim, estimated=params.estimative)
    if params.shows("facts"):
        found = await record.facts_of_claims([claim.row], claim.stances)
        body["facts"] = [fact_of_claim(one) for one in found.get(claim_id, ())]
    return respond_record(request, body, fields=params.fields)


@LIFECYCLE.updates
def update_claim(
    write: Write,
    claim_id: int,
    version: ReadVersion,
    patch: ClaimPatch,
) -> None:
    """Change the sent fields of a claim.

    Arrays are replaced as a whole. `If-Match` is the `ETag` of the claim.
    """
    revise_claim(write, claim_id, version=version, **claim_values(patch))


@LIFECYCLE.reverts
def revert_claim_to_version(
    write: Write, claim_id: int, version: ReadVersion, revert: RevertIn
) -> None:
    """Write the content of an earlier version of a claim as a new version.

    The content is its fields, chain, spans, tags and links. Its visibility and its
    stances stay unchanged. A version that was redacted, or that refers to withdrawn
    records, is refused.
    """
    revert_claim(write, claim_id, version=version, to=revert.version)


@LIFECYCLE.withdraws
def delete_claim(write: Write, claim_id: int, version: ReadVersion) -> None:
    """Withdraw a claim.

    Nothing is deleted: its history stays, and `/claims/{claim_id}/restore` restores it.
    """
    withdraw_claim(write, claim_id, version=version)


@LIFECYCLE.merges
def merge_two_claims(
    write: Write,
    claim_id: int,
    version: ReadVersion,
    merge: MergeIn,
) -> None:
    """Merge a claim into another one, the survivor: both record the same statement.

    Lists and counts then have only the survivor, whose `printed_in` has the articles of
    both, and the URL of the claim responds 308. They cannot be merged while this claim
    has a stance or a link that the survivor lacks.
    """
    merge_claim(write, claim_id, into_id=merge.merged_into_id, version=version)


@LIFECYCLE.unmerges
def unmerge_merged_claim(write: Write, claim_id: int, version: ReadVersion) -> None:
    """Undo the merge of a claim, which then counts separately again.

    Its article and its sources must be live.
    """
    unmerge_claim(write, claim_id, version=version)


@LIFECYCLE.restores
def restore_withdrawn_claim(write: Write, claim_id: int, version: ReadVersion) -> None:
    """Restore a withdrawn claim, if its article and its sources are live."""
    restore_claim(write, claim_id, version=version)
