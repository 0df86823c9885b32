"""The page about exports and imports."""

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ReadingDep
from api.pages.csv_columns import COLUMNS
from api.pages.page_route import PageRoute
from api.pages.rendering import respond_html

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/data")
async def show_exchange(request: Request, _: ReadingDep) -> Response:
    """Show the export URLs of all lists, and the ways to record."""
    return respond_html(request, "exchange.html", columns=COLUMNS)
