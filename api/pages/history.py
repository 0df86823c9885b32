"""The history of a record: who changed what, when and why."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.cursors import next_page, page_query
from api.http.dependencies import ReadingDep
from api.pages.changed.fields import changed_fields
from api.pages.changed.references import references_in
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from api.schemas.changes import HistoryParams
from api.schemas.facts import FactKey
from api.schemas.types import Id
from api.serializers.changes import change_row
from api.serializers.values import Json
from db.history import changes
from db.queries.changes import NEWEST_FIRST
from db.reads.facts import read_fact_id
from db.reads.reading import Reading
from db.reads.record_names import read_names

router = APIRouter(route_class=PageRoute, include_in_schema=False)
ParamsDep = Annotated[HistoryParams, Query()]


@router.get("/articles/{article_id}/history")
async def show_history_of_article(
    request: Request, reading: ReadingDep, article_id: Id, params: ParamsDep
) -> Response:
    """Show the changes of an article, the latest first."""
    return await _respond(request, reading, params, of=("article", article_id))


@router.get("/claims/{claim_id}/history")
async def show_history_of_claim(
    request: Request, reading: ReadingDep, claim_id: Id, params: ParamsDep
) -> Response:
    """Show the changes of a claim, the latest first."""
    return await _respond(request, reading, params, of=("claim", claim_id))


@router.get("/facts/{fact_id}/history")
async def show_history_of_fact(
    request: Request, reading: ReadingDep, fact_id: FactKey, params: ParamsDep
) -> Response:
    """Show the changes of a fact, the latest first."""
    record_id = await read_fact_id(reading, fact_id)
    return await _respond(request, reading, params, of=("fact", record_id))


@router.get("/sources/{source_id}/history")
async def show_history_of_source(
    request: Request, reading: ReadingDep, source_id: Id, params: ParamsDep
) -> Response:
    """Show the changes of a source, the latest first."""
    return await _respond(request, reading, params, of=("source", source_id))


@router.get("/tags/{tag_id}/history")
async def show_history_of_tag(
    request: Request, reading: ReadingDep, tag_id: Id, params: ParamsDep
) -> Response:
    """Show the changes of a tag, the latest first."""
    return await _respond(request, reading, params, of=("tag", tag_id))


async def _respond(
    request: Request, reading: Reading, params: HistoryParams, *, of: tuple[str, int]
) -> Response:
    resource, record_id = of
    query = page_query(request, params, NEWEST_FIRST)
    found = await changes.list_history_page(
        reading, query, resource=resource, record_id=record_id
    )
    _, link = next_page(request, found.page.next_key)
    rows: list[Json] = as_sent([change_row(change) for change in found.changes])
    names = await read_names(reading, references_in(rows))

    def show() -> Response:
        return respond_html(
            request,
            "history.html",
            resource=resource,
            record_id=record_id,
            changes=[row | {"fields": changed_fields(row, names)} for row in rows],
            next_link=link,
        )

    # Comparing long texts word by word takes long.
    return await reading.reader.derive(show)
