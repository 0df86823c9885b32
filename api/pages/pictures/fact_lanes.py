"""The lanes of a fact: the stances of sources on it."""

from collections.abc import Iterable, Sequence

from api.pages.dates import instant_of
from api.pages.pictures.lanes import Event, Lane
from api.pages.pictures.marks import number_of
from api.serializers.values import Json
from db.models.source import UNNAMED

MOST_LANES = 12  # of single sources


def lanes_of(sources: Sequence[Json], unattributed: Sequence[Json]) -> list[Lane]:
    """Return lanes for the first sources, other sources and unattributed claims."""
    first, rest = sources[:MOST_LANES], sources[MOST_LANES:]
    lanes = [_lane(one) for one in first]
    if rest:
        others = [event for one in rest for event in _events(one["stances"])]
        lanes.append(Lane(number_of(len(rest), "other source"), others))
    if unattributed:
        lanes.append(Lane("nobody named", _events(unattributed)))
    return lanes


def _lane(body: Json) -> Lane:
    source = body["source"]
    named = source["kind"] not in UNNAMED
    return Lane(source["name"] or "", _events(body["stances"]), is_joined=named)


def _events(stances: Iterable[Json]) -> list[Event]:
    return [
        Event(instant_of(one["at"]), one["stance"], "reversal" in one["marks"])
        for one in stances
    ]


def note_of(sources: Sequence[Json]) -> str:
    """Return the note about sources that share a lane."""
    more = len(sources) - MOST_LANES
    return f"{number_of(more, 'other source')} in one lane." if more > 0 else ""
