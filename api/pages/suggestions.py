"""Suggestions while a name is typed, for scripts of pages."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from api.http.dependencies import ForAnalysts, ReadingDep
from api.http.responses import dump
from api.pages.page_route import PageRoute
from api.pages.rendering import UNKEPT
from api.schemas.suggestions import SuggestParams
from api.serializers.suggestions import suggestion_record
from db.reads.suggestions import suggest

Resource = Literal["source", "outlet", "fact", "tag"]

router = APIRouter(
    prefix="/suggest",
    route_class=PageRoute,
    include_in_schema=False,
    dependencies=[ForAnalysts],
)


@router.get("/{resource}")
async def show_suggestions(
    reading: ReadingDep, resource: Resource, params: Annotated[SuggestParams, Query()]
) -> Response:
    """Suggest records like ``/sources/suggest``, which sessions cannot use."""
    found = await suggest(
        reading, resource, params.q, article=params.article, limit=params.limit
    )
    body = dump({"data": [suggestion_record(one) for one in found]})
    return Response(body, headers=UNKEPT, media_type="application/json")
