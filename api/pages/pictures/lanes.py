"""Stances over time: a lane for each source or fact, with a symbol for each stance."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from api.pages.dates import day_of
from api.pages.pictures.marks import Glyph, Ink, Label, Line, Mark, shortened
from api.pages.pictures.scales import LEFT, TimeScale
from db.derived.sides import SIDE_OF
from db.models.stance import StanceValue

TOP, LANE, CELL = 12, 28, 12  # pixels: top margin, lane height, symbol width
INKS: dict[str, Ink] = {"for": "for", "against": "against"}
HEDGED = ("hedges_for", "hedges_against")


class Event(NamedTuple):
    """A stance at an instant; ``is_reversal`` if the source changed sides."""

    at: datetime
    stance: StanceValue
    is_reversal: bool = False


class Lane(NamedTuple):
    """The events of one name; those of a named source are connected by lines."""

    name: str
    events: Sequence[Event]
    is_joined: bool = False


def height_of(lanes: Sequence[Lane]) -> float:
    """Return the total height of lanes."""
    return TOP + LANE * len(lanes)


def draw_lanes(lanes: Sequence[Lane], scale: TimeScale) -> list[Mark]:
    """Return the marks of lanes, one below the other."""
    marks: list[Mark] = []
    for number, lane in enumerate(lanes):
        y = TOP + LANE * number + LANE / 2
        marks.append(Label(0, y + 4, shortened(lane.name)))
        marks += _lane(lane, scale, y)
    return marks


def _lane(lane: Lane, scale: TimeScale, y: float) -> Iterable[Mark]:
    yield Line(LEFT, y, scale.x(scale.last), y)
    cells = _cells(lane.events, scale)
    if lane.is_joined:
        yield from _held([cell[0] for cell in cells], scale, y)
    for cell in cells:
        yield _symbol(cell, lane.name, scale, y)
        if any(event.is_reversal for event in cell):
            yield Glyph(scale.x(cell[0].at), y - 13, "turn", "accent", "changed sides")


def _cells(events: Iterable[Event], scale: TimeScale) -> Sequence[Sequence[Event]]:
    """Return events ordered by time; those at one place with one stance together."""
    cells: dict[tuple[float, str], list[Event]] = defaultdict(list)
    for event in sorted(events):
        cells[scale.x(event.at) // CELL, event.stance].append(event)
    return [*cells.values()]


def _symbol(cell: Sequence[Event], name: str, scale: TimeScale, y: float) -> Glyph:
    first, last = day_of(cell[0].at), day_of(cell[-1].at)
    when = first if first == last else f"{first} to {last}"
    several = f"{len(cell)} claims, " if len(cell) > 1 else ""
    stance = cell[0].stance.replace("_", " ")
    title = f"{shortened(name)}: {several}{stance}, {when}"
    ink = INKS.get(SIDE_OF[cell[0].stance], "soft")
    return Glyph(scale.x(cell[0].at), y, cell[0].stance, ink, title)


def _held(events: Sequence[Event], scale: TimeScale, y: float) -> Iterable[Mark]:
    """Yield lines from each stance for or against to the next one, or to the end."""
    signed = [event for event in events if SIDE_OF[event.stance] in INKS]
    ends = [later.at for _, later in pairwise(signed)] + [scale.last]
    for event, end in zip(signed, ends, strict=bool(signed)):
        x, until, ink = scale.x(event.at), scale.x(end), INKS[SIDE_OF[event.stance]]
        yield Line(x, y, until, y, ink, 2, dotted=event.stance in HEDGED)
