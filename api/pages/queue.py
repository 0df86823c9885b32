"""The queue of open work."""

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ReadingDep
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from db.reads.to_do import MOST, read_to_do
from db.values.totals import MAX_TOTAL
from db.values.types import json_instant

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/queue")
async def show_queue(request: Request, reading: ReadingDep) -> Response:
    """Show drafts, facts due for an outcome, and possible errors in records."""
    found = await read_to_do(reading)
    overdue = [
        {
            "slug": row.slug,
            "statement": row.statement,
            "resolves_by": json_instant(row.resolves_by),
        }
        for row in found.overdue
    ]
    return respond_html(
        request,
        "queue.html",
        to_do=found,
        overdue=as_sent(overdue),
        most=MOST,
        most_drafts=MAX_TOTAL,
    )
