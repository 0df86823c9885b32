"""The page at the root of the server: what is new, and what is to be done."""

from fastapi import APIRouter, Request, Response

from api.http.dependencies import ReadingDep
from api.pages.home import LINKS
from api.pages.listed_claims import PARTS, listed
from api.pages.page_route import PageRoute
from api.pages.rendering import respond_html
from api.schemas.claim_lists import SHOWN as REVIEWED
from db.reads.claims import list_claims_page
from db.reads.desk import read_desk
from db.reads.pages import PageQuery

LATEST = PageQuery(limit=5, sort="-recorded")

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
async def show_desk(request: Request, reading: ReadingDep) -> Response:
    """Show what is new, what is to be done, and who speaks."""
    desk = await read_desk(reading)
    latest = await list_claims_page(reading, LATEST, {"review": REVIEWED}, parts=PARTS)
    return respond_html(
        request, "desk.html", desk=desk, links=LINKS, claims=listed(latest)
    )
