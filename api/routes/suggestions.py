"""Endpoints that suggest records while a person types."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import record_of
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.schemas.suggestions import (
    SuggestedFacts,
    SuggestedSources,
    SuggestedTags,
    SuggestParams,
)
from api.serializers.suggestions import suggestion_record
from db.reads.suggestions import suggest

router = APIRouter(route_class=StrictRoute)
Params = Annotated[SuggestParams, Query()]


@router.get("/sources/suggest", tags=["sources"], responses=record_of(SuggestedSources))
async def suggest_sources(
    request: Request, reading: ReadingDep, params: Params
) -> Response:
    """Suggest sources by the beginning of one of their names.

    Sources that `article` quotes come first, then sources whose whole name is or begins
    with the words, then those with the most claims. A merged source is found as its
    survivor.
    """
    return await _respond(request, reading, params, resource="source")


@router.get("/outlets/suggest", tags=["sources"], responses=record_of(SuggestedSources))
async def suggest_outlets(
    request: Request, reading: ReadingDep, params: Params
) -> Response:
    """Suggest sources of the kind outlet, as `/sources/suggest` does."""
    return await _respond(request, reading, params, resource="outlet")


@router.get("/facts/suggest", tags=["facts"], responses=record_of(SuggestedFacts))
async def suggest_facts(
    request: Request, reading: ReadingDep, params: Params
) -> Response:
    """Suggest facts by words of their statement."""
    return await _respond(request, reading, params, resource="fact")


@router.get("/tags/suggest", tags=["tags"], responses=record_of(SuggestedTags))
async def suggest_tags(
    request: Request, reading: ReadingDep, params: Params
) -> Response:
    """Suggest tags by words of their name."""
    return await _respond(request, reading, params, resource="tag")


async def _respond(
    request: Request, reading: ReadingDep, params: SuggestParams, *, resource: str
) -> Response:
    found = await suggest(
        reading, resource, params.q, article=params.article, limit=params.limit
    )
    return respond_record(request, {"data": [suggestion_record(one) for one in found]})
