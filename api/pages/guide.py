"""Help: keyboard shortcuts, and the terms of the record."""

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ReadingDep
from api.pages.page_route import PageRoute
from api.pages.rendering import respond_html
from api.schemas.glossary import SECTIONS

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/help")
async def show_help(request: Request, _: ReadingDep) -> Response:
    """Show the keyboard shortcuts and the glossary."""
    return respond_html(request, "help.html", terms=SECTIONS)
