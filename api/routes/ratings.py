"""Endpoints of the ratings of a source, which say how reliable it is."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import JsonBody, ReadingDep, ReasonedDep, VersionDep
from api.http.openapi.responses import GONE, changed_as, part_created_as, part_page_of
from api.http.responses import respond_no_content
from api.http.strict_requests import StrictRoute
from api.routes.child_endpoints import ChildEndpoints
from api.schemas.dates import given
from api.schemas.ratings import (
    RatingIn,
    RatingListParams,
    RatingOut,
    RatingPage,
    RatingPatch,
)
from api.schemas.types import Id
from api.serializers.sources import rating_record
from db.commands.sources import rate_source, rerate_source, unrate_source
from db.engine.session import Write
from db.reads.source_children import RATINGS

router = APIRouter(
    prefix="/sources/{source_id}/ratings", tags=["sources"], route_class=StrictRoute
)
RATING = ChildEndpoints(RATINGS, rating_record)


@router.get("", responses=part_page_of(RatingPage))
async def read_ratings(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[RatingListParams, Query()],
) -> Response:
    """List the ratings of a source: at most one per topic."""
    return await RATING.page(request, reading, source_id=source_id, params=params)


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(RatingOut),
)
async def create_rating(
    transaction: ReasonedDep, source_id: Id, rating: RatingIn
) -> Response:
    """Rate the reliability of a source; 409 if the topic already has a rating."""

    def store(write: Write) -> tuple[int, int]:
        source, made = rate_source(write, source_id, given(rating))
        return made.id, source.version

    return await RATING.create(transaction, source_id, store)


@router.patch("/{rating_id}", dependencies=[JsonBody], responses=changed_as(RatingOut))
async def update_rating(
    transaction: ReasonedDep,
    source_id: Id,
    rating_id: Id,
    version: VersionDep,
    patch: RatingPatch,
) -> Response:
    """Replace a rating of a source by a new one with the sent fields.

    The new rating has a new id; the previous one stays in the history. `If-Match` is
    the `ETag` of the source.
    """

    def store(write: Write) -> tuple[int, int]:
        source, made = rerate_source(
            write, source_id, rating_id, version=version, values=given(patch)
        )
        return made.id, source.version

    return await RATING.update(transaction, source_id, store)


@router.delete("/{rating_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_rating(
    transaction: ReasonedDep, source_id: Id, rating_id: Id, version: VersionDep
) -> Response:
    """Withdraw a rating of a source.

    `If-Match` is the `ETag` of the source.
    """

    def command(write: Write) -> None:
        unrate_source(write, source_id, rating_id, version=version)

    return await transaction(command, respond_no_content)
