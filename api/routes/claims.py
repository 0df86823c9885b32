"""Endpoints of ``/claims``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import (
    JsonBody,
    ReadingDep,
    ReasonedDep,
    TransactionDep,
    VersionDep,
)
from api.http.openapi.responses import (
    GONE,
    changed_as,
    created_as,
    record_of,
    restored_as,
)
from api.http.responses import changed, created, gone, record
from api.http.strict_requests import StrictRoute
from api.reading import Single
from api.schemas.claim_lists import ClaimParams, ClaimShown
from api.schemas.claims import ClaimCreated, ClaimIn, ClaimOut, ClaimPatch
from api.schemas.specs import claim_spec, claim_values
from api.schemas.types import Id
from api.serializers.changes import created_with
from api.serializers.claims import claim_record, estimated_record
from api.snapshots.claims import require_claim_at
from api.snapshots.images import Snapshot
from db.commands.claims import (
    load_article,
    record_claim,
    restore_claim,
    revise_claim,
    withdraw_claim,
)
from db.engine.session import Write
from db.queries.claims import get_claim, list_spans, list_steps, list_tags
from db.queries.stances import list_stances

router = APIRouter(prefix="/claims", tags=["claims"], route_class=StrictRoute)
PARTS = (list_steps, list_spans, list_tags, list_stances)
CLAIM = Single("claim", get_claim, PARTS, claim_record)
ESTIMATED = Single("claim", get_claim, PARTS, estimated_record)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(ClaimCreated)
)
async def create_claim(transaction: TransactionDep, claim: ClaimIn) -> Response:
    """Record a claim with the chain through which it came and where it stands.

    Sources in the chain are given by id, or described: then they are found or made.
    """
    spec = claim_spec(claim)

    def work(write: Write) -> Response:
        article = load_article(write, claim.article_id, claim.revision_id)
        made = record_claim(write, article, spec)
        others = created_with(write.changes, made.id, "claim")
        body = CLAIM.written(write, made.id)
        return created(f"claims/{made.id}", body, made=others)

    return await transaction(work)


@router.get("/{claim_id}", responses=record_of(ClaimShown))
async def read_claim(
    reading: ReadingDep,
    claim_id: Id,
    params: Annotated[ClaimParams, Query()],
) -> Response:
    """Return one claim with its chain, its spans, its tags and its stances."""
    single = ESTIMATED if params.estimative else CLAIM
    seen = {"withdrawn": params.withdrawn}
    if params.recorded:
        snapshot = Snapshot(reading, params.recorded)
        claims = await require_claim_at(snapshot, claim_id, **seen)
        body = single.show(claims.row(claim_id), claims.parts(claim_id))
    else:
        until = params.until if params.as_of else None
        body = await single.read(reading, claim_id, until=until, **seen)
    return record(reading.request, body, fields=params.fields)


@router.patch("/{claim_id}", dependencies=[JsonBody], responses=changed_as(ClaimOut))
async def update_claim(
    transaction: TransactionDep,
    claim_id: Id,
    version: VersionDep,
    patch: ClaimPatch,
) -> Response:
    """Change the fields that are sent; arrays are replaced whole."""

    def work(write: Write) -> Response:
        revise_claim(write, claim_id, version=version, **claim_values(patch))
        return changed(CLAIM.written(write, claim_id))

    return await transaction(work)


@router.delete("/{claim_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_claim(
    transaction: TransactionDep, claim_id: Id, version: VersionDep
) -> Response:
    """Withdraw a claim; its history stays."""

    def work(write: Write) -> Response:
        withdraw_claim(write, claim_id, version=version)
        return gone()

    return await transaction(work)


@router.post("/{claim_id}/restore", responses=restored_as(ClaimOut))
async def restore_withdrawn_claim(
    transaction: ReasonedDep, claim_id: Id, version: VersionDep
) -> Response:
    """Bring a withdrawn claim back, if all it hangs on is there."""

    def work(write: Write) -> Response:
        restore_claim(write, claim_id, version=version)
        return changed(CLAIM.written(write, claim_id))

    return await transaction(work)
