"""Endpoints of the history: of each record, and the feed of all of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep, RequestReading
from api.http.openapi.responses import page_of, problems
from api.http.responses import respond_page
from api.http.strict_requests import StrictRoute
from api.schemas.changes import ChangePage, FeedParams, HistoryParams
from api.schemas.facts import FactKey
from api.schemas.lists import PageParams
from api.schemas.types import Id
from api.serializers.changes import change_row
from db.history import changes
from db.queries.changes import NEWEST_FIRST, OLDEST_FIRST
from db.reads.facts import read_fact_id

router = APIRouter(tags=["changes"], route_class=StrictRoute)
HISTORY = page_of(ChangePage) | problems(404)


@router.get("/changes", responses=page_of(ChangePage))
async def read_changes(
    request: Request,
    reading: ReadingDep,
    params: Annotated[FeedParams, Query()],
) -> Response:
    """List the changes of all records after the id `after`, in the order of commits."""
    query = page_query(request, params, OLDEST_FIRST)
    found = await changes.list_feed_page(reading, query, since=params.after)
    return _respond_changes(request, found, params)


@router.get("/sources/{source_id}/history", responses=HISTORY)
async def read_history_of_source(
    request: Request,
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a source, the latest first, even if it is withdrawn."""
    return await _history(
        request, reading, resource="source", record_id=source_id, params=params
    )


@router.get("/articles/{article_id}/history", responses=HISTORY)
async def read_history_of_article(
    request: Request,
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of an article, the latest first, even if it is withdrawn."""
    return await _history(
        request, reading, resource="article", record_id=article_id, params=params
    )


@router.get("/claims/{claim_id}/history", responses=HISTORY)
async def read_history_of_claim(
    request: Request,
    reading: ReadingDep,
    claim_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a claim, the latest first, even if it is withdrawn."""
    return await _history(
        request, reading, resource="claim", record_id=claim_id, params=params
    )


@router.get("/facts/{fact_id}/history", responses=HISTORY)
async def read_history_of_fact(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a fact, the latest first, even if it is withdrawn."""
    known_id = await read_fact_id(reading, fact_id)
    return await _history(
        request, reading, resource="fact", record_id=known_id, params=params
    )


@router.get("/tags/{tag_id}/history", responses=HISTORY)
async def read_history_of_tag(
    request: Request,
    reading: ReadingDep,
    tag_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a tag, the latest first, even if it is withdrawn."""
    return await _history(
        request, reading, resource="tag", record_id=tag_id, params=params
    )


async def _history(
    request: Request,
    reading: RequestReading,
    *,
    resource: str,
    record_id: int,
    params: HistoryParams,
) -> Response:
    query = page_query(request, params, NEWEST_FIRST)
    found = await changes.list_history_page(
        reading, query, resource=resource, record_id=record_id
    )
    return _respond_changes(request, found, params)


def _respond_changes(
    request: Request, found: changes.ChangePage, params: PageParams
) -> Response:
    rows = [change_row(change) for change in found.changes]
    return respond_page(request, found.page, rows, fields=params.fields)
