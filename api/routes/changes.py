"""Endpoints of the history: of each record, and the feed of all of them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Response

from api.http.dependencies import ReadingDep, RequestReading
from api.http.openapi.responses import page_of, problems
from api.http.strict_requests import StrictRoute
from api.reading import keyset_rows
from api.routes.facts import id_of_fact
from api.schemas.changes import ChangePage, FeedParams, HistoryParams
from api.schemas.facts import FactKey
from api.schemas.types import Id
from api.serializers.changes import change_row, sides_of
from api.serializers.values import Json
from db.errors import NotFoundError
from db.history.snapshots import as_seen, images_now
from db.queries.changes import NEWEST_FIRST, OLDEST_FIRST, list_feed, list_history
from db.queries.keyset import Place
from db.values.types import AnyRow

router = APIRouter(tags=["changes"], route_class=StrictRoute)
HISTORY = page_of(ChangePage) | problems(404)


@router.get("/changes", responses=page_of(ChangePage))
async def read_changes(
    reading: ReadingDep,
    params: Annotated[FeedParams, Query()],
) -> Response:
    """List the changes of all records after the id `after`, in the order of commits."""

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        values = {"since": params.after, **key}
        return await reading.rows(list_feed, values, place=place, limit=limit)

    page = await keyset_rows(reading, params, order=OLDEST_FIRST, rows=rows)
    return page.answer(reading, await _shown(reading, page.rows), params)


@router.get("/sources/{source_id}/history", responses=HISTORY)
async def read_history_of_source(
    reading: ReadingDep,
    source_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a source, the latest first, even if it is withdrawn."""
    record = Record("source", source_id)
    return await _history(reading, record, params)


@router.get("/articles/{article_id}/history", responses=HISTORY)
async def read_history_of_article(
    reading: ReadingDep,
    article_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of an article, the latest first, even if it is withdrawn."""
    record = Record("article", article_id)
    return await _history(reading, record, params)


@router.get("/claims/{claim_id}/history", responses=HISTORY)
async def read_history_of_claim(
    reading: ReadingDep,
    claim_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a claim, the latest first, even if it is withdrawn."""
    record = Record("claim", claim_id)
    return await _history(reading, record, params)


@router.get("/facts/{fact_id}/history", responses=HISTORY)
async def read_history_of_fact(
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a fact, the latest first, even if it is withdrawn."""
    record = Record("fact", await id_of_fact(reading, fact_id))
    return await _history(reading, record, params)


@router.get("/tags/{tag_id}/history", responses=HISTORY)
async def read_history_of_tag(
    reading: ReadingDep,
    tag_id: Id,
    params: Annotated[HistoryParams, Query()],
) -> Response:
    """List the changes of a tag, the latest first, even if it is withdrawn."""
    record = Record("tag", tag_id)
    return await _history(reading, record, params)


class Record(NamedTuple):
    """Which record's history is wanted."""

    resource: str
    id: int


async def _history(
    reading: RequestReading, record: Record, params: HistoryParams
) -> Response:
    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[AnyRow]:
        shape = {"resource": record.resource, "place": place, "limit": limit}
        return await reading.rows(list_history, {"record": record.id, **key}, **shape)

    page = await keyset_rows(reading, params, order=NEWEST_FIRST, rows=rows)
    # What was loaded in bulk has no history; what is not there, a 404.
    if not page.rows and not await images_now(reading, record.resource, [record.id]):
        raise NotFoundError(record.resource, record.id)
    return page.answer(reading, await _shown(reading, page.rows), params)


async def _shown(reading: RequestReading, rows: Sequence[AnyRow]) -> list[Json]:
    """Return changes as they are sent, each compared with the image that followed."""
    newest: dict[str, set[int]] = {}
    for row in rows:
        if row.after is None:
            newest.setdefault(row.resource, set()).add(row.record_id)
    live = {
        resource: await images_now(reading, resource, sorted(ids))
        for resource, ids in newest.items()
    }
    sides = [sides_of(row, live.get(row.resource, {})) for row in rows]
    images = [
        (row.resource, image)
        for row, pair in zip(rows, sides, strict=True)
        for image in pair
    ]
    seen = await as_seen(reading, images)
    pairs = zip(rows, seen[::2], seen[1::2], strict=True)
    return [change_row(row, old, new) for row, old, new in pairs]
