"""The pictures of a fact, and of the states of all facts."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from api.pages.pictures.marks import Picture
from api.pages.pictures.sides import draw_sides
from api.pages.pictures.states import draw_states
from api.pages.pictures.timeline import draw_timeline
from api.pages.rendering import as_sent
from api.schemas.as_of import AsOf
from api.serializers.assessments import assessment_row
from api.serializers.outcomes import outcome_record
from api.serializers.stats import count_row
from api.serializers.timeline import timeline_record
from api.serializers.values import Json, fact_ref
from api.settings import MAX_POINTS
from db.queries.facts import FactRow
from db.queries.stats import FactTime
from db.reads.cached_claims import memoized
from db.reads.facts import bound_of
from db.reads.reading import Reading
from db.reads.record import Record
from db.reads.stats import TimeAxis, count_facts
from db.reads.timelines import FactTimeline, read_timeline, whole_timeline

DRAWN = {"timeline": draw_timeline, "sides": draw_sides}


async def draw_fact(record: Record, fact: FactRow, params: AsOf) -> dict[str, Picture]:
    """Return the pictures of a fact by their names."""
    found = await read_timeline(record, fact.id)
    make = partial(record.reading.reader.derive, _draw, fact, found, params.as_of)
    given = fact, found.assessments, params.as_of
    return await memoized(found.claims, "pictures", given, make=make)


def _draw(
    fact: FactRow, found: FactTimeline, as_of: datetime | None
) -> dict[str, Picture]:
    body = _timeline(fact, found)
    return {
        name: replace(draw_one(body), as_of=as_of) for name, draw_one in DRAWN.items()
    }


def _timeline(fact: FactRow, found: FactTimeline) -> Json:
    body: Json = as_sent(
        {
            "fact": fact_ref(fact.id, fact.slug, fact.statement),
            **timeline_record(found, whole_timeline(found)),
            "assessments": [assessment_row(row) for row in found.assessments],
            "outcome": outcome_record(fact),
        }
    )
    return body


async def draw_fact_states(reading: Reading) -> Picture:
    """Return the picture of the states of all facts."""
    axis: TimeAxis[FactTime] = TimeAxis("recorded", MAX_POINTS)
    until = bound_of(None)
    points = await count_facts(reading, {}, axis, by="state", until=until, as_of=False)
    return draw_states([count_row(point) for point in points])
