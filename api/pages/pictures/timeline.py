"""The timeline of a fact: stances over time, and the outcome."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter

from api.pages.dates import day_of, instant_of
from api.pages.pictures.fact_lanes import lanes_of, note_of
from api.pages.pictures.lanes import Lane, draw_lanes, height_of
from api.pages.pictures.marks import (
    Cell,
    Glyph,
    Label,
    Line,
    Mark,
    Picture,
    number_of,
    shortened,
)
from api.pages.pictures.scales import TimeScale, scale_of
from api.serializers.values import Json

MOST_ROWS = 60  # of the table
ASSESSED, AXIS = 24, 22  # pixels: heights of the assessments and of the axis


def draw_timeline(body: Json) -> Picture:
    """Draw the stances of sources on a fact, from its timeline as the API sends it."""
    sources = sorted(body["sources"], key=lambda one: -len(one["stances"]))
    lanes = lanes_of(sources, body["unattributed"])
    claims = {one["claim_id"] for one in _stances(body)}
    scale = scale_of(_instants(body))
    statement = shortened(body["fact"]["statement"], 90)
    return Picture(
        f"Who held what about: {shortened(statement, 60)}",
        f"{_in_words(body)} The fact: {statement}",
        n=len(claims),
        counted="claims",
        height=height_of(lanes) + ASSESSED + AXIS,
        marks=_marks(body, lanes, scale) if scale else [],
        columns=("Date", "Source", "Stance"),
        rows=_rows(sources),
        note=note_of(sources),
    )


def _in_words(body: Json) -> str:
    """Return the number of sources by stance."""
    counted = Counter(one["stance"].replace("_", " ") for one in _stances(body))
    stances = ", ".join(f"{name} {n:,}" for name, n in counted.most_common())
    spoke = number_of(len(body["sources"]), "source")
    return f"{spoke} spoke of it: {stances}." if counted else "Nobody spoke of it."


def _stances(body: Json) -> Iterable[Json]:
    for one in body["sources"]:
        yield from one["stances"]
    yield from body["unattributed"]


def _instants(body: Json) -> Iterable[datetime]:
    """Yield every instant in the picture."""
    given = [one["at"] for one in _stances(body)]
    given += [one["as_of"] for one in body["assessments"]]
    if body["outcome"]:
        given.append(body["outcome"]["known_at"])
    return map(instant_of, given)


def _marks(body: Json, lanes: Sequence[Lane], scale: TimeScale) -> list[Mark]:
    bottom = height_of(lanes) + ASSESSED
    marks = scale.axis(0, bottom) + draw_lanes(lanes, scale)
    y = bottom - ASSESSED / 2
    if body["assessments"]:
        marks.append(Label(0, y + 4, "Assessments", "soft"))
    for one in body["assessments"]:
        at = instant_of(one["as_of"])
        title = f"{one['verdict'].replace('_', ' ')}, {day_of(at)}"
        marks.append(Glyph(scale.x(at), y, "diamond", "ink", title))
    if outcome := body["outcome"]:
        marks.append(_outcome(outcome, scale, bottom))
    return marks


def _outcome(outcome: Mapping[str, str], scale: TimeScale, bottom: float) -> Line:
    at = instant_of(outcome["known_at"])
    title = f"The outcome was known: {outcome['value']}, {day_of(at)}"
    return Line(scale.x(at), 0, scale.x(at), bottom, "accent", 2, title=title)


def _rows(sources: Sequence[Json]) -> list[tuple[Cell, ...]]:
    """Return the first stances of all sources, ordered by time."""
    found = (
        (one["at"], body["source"]["label"] or "", one["stance"].replace("_", " "))
        for body in sources
        for one in body["stances"]
    )
    ordered = sorted(found, key=itemgetter(0))[:MOST_ROWS]
    return [(day_of(instant_of(at)), name, stance) for at, name, stance in ordered]
