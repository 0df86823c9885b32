"""The start page: news, and open work."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from api.http.dependencies import ReadingDep
from api.http.responses import dump
from api.pages.home import LINKS
from api.pages.listed_claims import PARTS, listed
from api.pages.page_route import PageRoute
from api.pages.rendering import respond_html
from api.schemas.claim_lists import SHOWN as REVIEWED
from api.schemas.types import Instant
from db.reads.claims import list_claims_page
from db.reads.desk import count_recorded, read_desk
from db.reads.pages import PageQuery

BEGINNING = "0001-01-01T00:00:00Z"
LATEST = PageQuery(limit=5, sort="-recorded")

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
async def show_desk(request: Request, reading: ReadingDep) -> Response:
    """Show news, open work, and the most quoted sources."""
    desk = await read_desk(reading)
    latest = await list_claims_page(reading, LATEST, {"review": REVIEWED}, parts=PARTS)
    claims = listed(latest)
    newest = claims[0]["created_at"] if claims else BEGINNING
    return respond_html(
        request, "desk.html", desk=desk, links=LINKS, claims=claims, newest=newest
    )


class After(BaseModel):
    """Query parameters of the number of new claims."""

    model_config = ConfigDict(extra="forbid")

    after: Instant


@router.get("/desk/new.json")
async def count_new(reading: ReadingDep, params: Annotated[After, Query()]) -> Response:
    """Return how many claims were recorded after the newest shown one."""
    found = await count_recorded(reading, params.after)
    body = {"claims": found.n, "has_more": found.has_more}
    headers = {"Cache-Control": "no-store"}
    return Response(dump(body), headers=headers, media_type="application/json")
