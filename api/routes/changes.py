"""Endpoints of the history: of each record, and the feed of all changes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import page_query
from api.http.dependencies import ReadingDep, RequestReading
from api.http.openapi.responses import page_of, problems
from api.http.polls import polled
from api.http.responses import respond_page
from api.http.strict_requests import StrictRoute
from api.routes.lifecycle import ADDRESSING, BY_ID, give_parameters
from api.schemas.changes import ChangePage, FeedParams, HistoryParams
from api.schemas.lists import PageParams
from api.serializers.changes import change_row
from db.history import changes
from db.queries.changes import NEWEST_FIRST, OLDEST_FIRST

router = APIRouter(tags=["changes"], route_class=StrictRoute)
HISTORY = page_of(ChangePage) | problems(404)


@router.get("/changes", responses=page_of(ChangePage))
@polled
async def read_changes(
    request: Request,
    reading: ReadingDep,
    params: Annotated[FeedParams, Query()],
) -> Response:
    """List the changes of all records, in the order of commits.

    All changes, those after the id `after`, or those `since` an instant.
    """
    query = page_query(request, params, OLDEST_FIRST)
    found = await changes.list_feed_page(
        reading, query, after=params.known, since=params.begins
    )
    return _respond_changes(request, found, params)


def _add_history(resource: str, *, article: str) -> None:
    """Add ``GET …/history`` of a resource."""
    addressing = ADDRESSING.get(resource, BY_ID)

    async def endpoint(
        request: Request,
        reading: RequestReading,
        params: HistoryParams,
        **sent: Any,  # noqa: ANN401 - the key of the record
    ) -> Response:
        record_id = await addressing.find_id(reading, sent[f"{resource}_id"])
        query = page_query(request, params, NEWEST_FIRST)
        found = await changes.list_history_page(
            reading, query, resource=resource, record_id=record_id
        )
        return _respond_changes(request, found, params)

    endpoint.__name__ = f"read_history_of_{resource}"
    endpoint.__doc__ = (
        f"List the changes of {article} {resource}, the latest first, even if it is "
        "withdrawn."
    )
    give_parameters(
        endpoint,
        request=Request,
        reading=ReadingDep,
        **{f"{resource}_id": addressing.key},
        params=Annotated[HistoryParams, Query()],
    )
    path = f"/{resource}s/{{{resource}_id}}/history"
    router.get(path, responses=HISTORY)(endpoint)


def _respond_changes(
    request: Request, found: changes.ChangePage, params: PageParams
) -> Response:
    rows = [change_row(change) for change in found.changes]
    return respond_page(request, found.page, rows, fields=params.fields)


for resource, article in {
    "source": "a",
    "article": "an",
    "claim": "a",
    "fact": "a",
    "tag": "a",
}.items():
    _add_history(resource, article=article)
