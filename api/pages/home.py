"""The response of the start page to programs: a description and links."""

from typing import NamedTuple

import orjson
from fastapi import APIRouter, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from api import VERSION
from api.pages.accepted import JSON, prefers_json
from api.serializers.values import Json
from api.settings import PREFIX, TITLE

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}
ABOUT = (
    "Onrecord records who said what, where it was printed, through whom it came, and "
    "how it turned out."
)


class Question(NamedTuple):
    """A question, and the request that answers it with the shipped record."""

    text: str
    path: str


BELARUS = f"{PREFIX}/facts/belarus-enters-ukraine"
QUESTIONS = (
    Question(
        "Which sources are called a NATO official?",
        f"{PREFIX}/sources?q=nato+official&fields=label,kind",
    ),
    Question(
        "Who saw no sign of something?",
        f"{PREFIX}/claims?act=no_evidence&fields=statement,speakers,origins",
    ),
    Question("Did Belarus enter the war in Ukraine?", BELARUS),
    Question(
        "How many distinct sources are there for that?", f"{BELARUS}/corroboration"
    ),
    Question("Who held what about it, and when?", f"{BELARUS}/timeline"),
    Question(
        "Which sources are quoted most?", f"{PREFIX}/stats/claims?by=source&top=5"
    ),
)
LINKS: Json = {
    "name": TITLE,
    "version": VERSION,
    "description": ABOUT,
    "api": PREFIX,
    "documentation": "/docs",
    "openapi": "/openapi.json",
    "questions": [question._asdict() for question in QUESTIONS],
}


class JsonRoute(APIRoute):
    """A route for requests that accept JSON; it does not match others."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match only an ``Accept`` header that names JSON, and no page before it."""
        accept = Headers(scope=scope).get("accept", "")
        return super().matches(scope) if prefers_json(accept) else (Match.NONE, {})


router = APIRouter(route_class=JsonRoute, include_in_schema=False)


@router.get("/")
async def read_home() -> Response:
    """Respond to a program with the links of the server."""
    return Response(LINKS_JSON, media_type=JSON, headers=HEADERS)


LINKS_JSON = orjson.dumps(LINKS)
