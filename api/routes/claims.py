"""Endpoints of ``/claims``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

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
from api.http.responses import (
    respond_created,
    respond_no_content,
    respond_record,
    respond_updated,
)
from api.http.strict_requests import StrictRoute
from api.schemas.claim_lists import ClaimParams, ClaimShown
from api.schemas.claims import ClaimCreated, ClaimIn, ClaimOut, ClaimPatch
from api.schemas.specs import claim_spec, claim_values
from api.schemas.types import Id
from api.serializers.changes import created_with
from api.serializers.claims import claim_record
from api.serializers.values import Json
from db.commands.claims import (
    load_article,
    record_claim,
    restore_claim,
    revise_claim,
    withdraw_claim,
)
from db.engine.session import Write
from db.reads import claims
from db.reads.claims import ClaimDetail
from db.reads.within import read_within

router = APIRouter(prefix="/claims", tags=["claims"], route_class=StrictRoute)


@router.post(
    "", status_code=201, dependencies=[JsonBody], responses=created_as(ClaimCreated)
)
async def create_claim(transaction: TransactionDep, claim: ClaimIn) -> Response:
    """Record a claim, the chain through which it came, and where it stands in the text.

    Sources in the chain are given by id, or described: then they are found by name,
    or created.
    """
    spec = claim_spec(claim)

    def command(write: Write) -> tuple[ClaimDetail, list[Json]]:
        article = load_article(write, claim.article_id, claim.revision_id)
        made = record_claim(write, article, spec)
        others = created_with(write.changes, made.id, "claim")
        return claim_within(write, made.id), others

    def respond(stored: tuple[ClaimDetail, list[Json]]) -> Response:
        detail, others = stored
        path = f"claims/{detail.row.id}"
        return respond_created(path, claim_record(detail), made=others)

    return await transaction(command, respond)


@router.get("/{claim_id}", responses=record_of(ClaimShown))
async def read_claim(
    request: Request,
    reading: ReadingDep,
    claim_id: Id,
    params: Annotated[ClaimParams, Query()],
) -> Response:
    """Return one claim with its chain, spans, tags and stances."""
    record = reading.record(params)
    claim = await record.claim(claim_id, withdrawn=params.withdrawn)
    body = claim_record(claim, estimated=params.estimative)
    return respond_record(request, body, fields=params.fields)


@router.patch("/{claim_id}", dependencies=[JsonBody], responses=changed_as(ClaimOut))
async def update_claim(
    transaction: TransactionDep,
    claim_id: Id,
    version: VersionDep,
    patch: ClaimPatch,
) -> Response:
    """Change the fields of a claim that are sent.

    Arrays are replaced as a whole. `If-Match` is the `ETag` of the claim.
    """

    def command(write: Write) -> ClaimDetail:
        revise_claim(write, claim_id, version=version, **claim_values(patch))
        return claim_within(write, claim_id)

    return await transaction(command, respond_claim)


@router.delete("/{claim_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_claim(
    transaction: TransactionDep, claim_id: Id, version: VersionDep
) -> Response:
    """Withdraw a claim.

    Nothing is deleted: its history stays, and `/claims/{claim_id}/restore` brings
    it back.
    """

    def command(write: Write) -> None:
        withdraw_claim(write, claim_id, version=version)

    return await transaction(command, respond_no_content)


@router.post("/{claim_id}/restore", responses=restored_as(ClaimOut))
async def restore_withdrawn_claim(
    transaction: ReasonedDep, claim_id: Id, version: VersionDep
) -> Response:
    """Restore a withdrawn claim, if its article and its sources are live."""

    def command(write: Write) -> ClaimDetail:
        restore_claim(write, claim_id, version=version)
        return claim_within(write, claim_id)

    return await transaction(command, respond_claim)


def claim_within(write: Write, claim_id: int) -> ClaimDetail:
    """Return a claim as the transaction has stored it."""
    return read_within(write, lambda reading: claims.read_claim(reading, claim_id))


def respond_claim(claim: ClaimDetail) -> Response:
    """Return a claim as a write has stored it."""
    return respond_updated(claim_record(claim))
