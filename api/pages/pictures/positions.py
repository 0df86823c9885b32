"""The positions of a source on facts over time."""

from collections.abc import Sequence

from api.pages.dates import day_of, instant_of
from api.pages.pictures.lanes import Event, Lane, draw_lanes, height_of
from api.pages.pictures.marks import Cell, Mark, Picture, number_of, shortened
from api.pages.pictures.scales import TimeScale, scale_of
from api.serializers.values import Json

AXIS = 22
MOST_ROWS = 60


def draw_positions(
    name: str, rows: Sequence[Json], *, has_more: bool = False
) -> Picture:
    """Draw the stances of a source, with a lane for each fact.

    ``rows`` are its positions as the API sends them.
    """
    lanes = [_lane(row) for row in rows]
    events = [event.at for lane in lanes for event in lane.events]
    scale = scale_of(events)
    return Picture(
        f"Positions of {shortened(name, 60)} on facts",
        f"{number_of(len(events), 'stance')} on {number_of(len(rows), 'fact')}.",
        n=len(events),
        counted="stances",
        height=height_of(lanes) + AXIS,
        marks=_marks(lanes, scale) if scale else [],
        columns=("Date", "Fact", "Stance"),
        rows=_rows(rows),
        note="Other facts are not shown." if has_more else "",
    )


def _marks(lanes: Sequence[Lane], scale: TimeScale) -> list[Mark]:
    return [*scale.axis(0, height_of(lanes)), *draw_lanes(lanes, scale)]


def _lane(row: Json) -> Lane:
    events = [Event(instant_of(one["at"]), one["stance"]) for one in row["stances"]]
    return Lane(row["fact"]["statement"], events)


def _rows(rows: Sequence[Json]) -> list[tuple[Cell, ...]]:
    found: list[tuple[Cell, ...]] = [
        (
            day_of(instant_of(one["at"])),
            row["fact"]["statement"],
            one["stance"].replace("_", " "),
        )
        for row in rows
        for one in row["stances"]
    ]
    return found[:MOST_ROWS]
