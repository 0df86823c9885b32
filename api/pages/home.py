"""The page at the root of the server: what this is, and where to go."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import orjson
from fastapi import APIRouter, Request, Response

from api import VERSION
from api.pages.rendering import templates
from api.serializers.values import Json
from api.settings import PREFIX, TITLE

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}
HTML = "text/html"
JSON = "application/json"
ABOUT = (
    "Onrecord keeps the record of who said what, where it was printed, through whom "
    "it came, and how it turned out."
)


class Question(NamedTuple):
    """A question, and the request that answers it on the record that ships."""

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
        "How many distinct sources stand behind that?", f"{BELARUS}/corroboration"
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

router = APIRouter(include_in_schema=False)


@router.get("/")
async def read_home(request: Request) -> Response:
    """Answer a browser with a page, and a program that asks for JSON with the links."""
    if _prefers_json(request.headers.get("accept", "")):
        return Response(LINKS_JSON, media_type=JSON, headers=HEADERS)
    return Response(PAGE, media_type=HTML, headers=HEADERS)


def _prefers_json(accept: str) -> bool:
    """Return whether an ``Accept`` header names JSON, and no page before it."""
    weights = dict(_weights(accept))
    return weights.get(JSON, 0) > weights.get(HTML, 0)


def _weights(accept: str) -> Iterator[tuple[str, float]]:
    """Yield each media type in an ``Accept`` header with its weight."""
    for part in accept.split(","):
        name, *parameters = map(str.strip, part.lower().split(";"))
        yield name, _weight(parameters)


def _weight(parameters: Iterable[str]) -> float:
    given = [one.removeprefix("q=") for one in parameters if one.startswith("q=")]
    try:
        return float(given[0]) if given else 1.0
    except ValueError:
        return 0.0


LINKS_JSON = orjson.dumps(LINKS)
PAGE = templates.get_template("home.html").render(links=LINKS)
