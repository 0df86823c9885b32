"""Endpoints of how far a source is relied on."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.http.dependencies import JsonBody, ReadingDep, ReasonedDep, VersionDep
from api.http.openapi.responses import GONE, changed_as, part_created_as, part_page_of
from api.http.responses import respond_created, respond_no_content, respond_updated
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows
from api.routes.sources import SOURCE
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
from db.queries.keyset import Place
from db.queries.ratings import OLDEST_RATED, list_ratings
from db.values.types import AnyRow

router = APIRouter(
    prefix="/sources/{source_id}/ratings", tags=["sources"], route_class=StrictRoute
)


@router.get("", responses=part_page_of(RatingPage))
async def read_ratings(
    reading: ReadingDep, source_id: Id, params: Annotated[RatingListParams, Query()]
) -> Response:
    """List how reliable a source is held to be: at most one rating per topic."""

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"source": source_id, **key}
        return await reading.rows(list_ratings, values, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=OLDEST_RATED, rows=rows)
    if not page.rows:
        await SOURCE.require(reading, source_id)
    return page.answer(reading, [rating_record(row) for row in page.rows], params)


@router.post(
    "",
    status_code=201,
    dependencies=[JsonBody],
    responses=part_created_as(RatingOut),
)
async def create_rating(
    transaction: ReasonedDep, source_id: Id, rating: RatingIn
) -> Response:
    """Rate how reliable a source is; 409 if it has a rating for this topic already."""

    def work(write: Write) -> Response:
        source, made = rate_source(write, source_id, given(rating))
        path = f"sources/{source_id}/ratings/{made.id}"
        return respond_created(path, rating_record(made), version=source.version)

    return await transaction(work)


@router.patch("/{rating_id}", dependencies=[JsonBody], responses=changed_as(RatingOut))
async def update_rating(
    transaction: ReasonedDep,
    source_id: Id,
    rating_id: Id,
    version: VersionDep,
    patch: RatingPatch,
) -> Response:
    """Replace a rating of a source by another one, with the fields that are sent.

    The new rating has an id of its own; the one before stays in the history.
    `If-Match` is the `ETag` of the source.
    """

    def work(write: Write) -> Response:
        source, made = rerate_source(
            write, source_id, rating_id, version=version, values=given(patch)
        )
        return respond_updated(rating_record(made), version=source.version)

    return await transaction(work)


@router.delete("/{rating_id}", status_code=HTTPStatus.NO_CONTENT, responses=GONE)
async def delete_rating(
    transaction: ReasonedDep, source_id: Id, rating_id: Id, version: VersionDep
) -> Response:
    """Withdraw a rating of a source.

    `If-Match` is the `ETag` of the source.
    """

    def work(write: Write) -> Response:
        unrate_source(write, source_id, rating_id, version=version)
        return respond_no_content()

    return await transaction(work)
