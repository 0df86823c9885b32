"""A fact as known on two days, and the changes in between."""

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from api.http.dependencies import ReadingDep
from api.pages.page_route import PageRoute
from api.pages.rendering import as_sent, respond_html
from api.schemas.as_of import PastInstant
from api.schemas.facts import FactKey
from api.serializers.assessments import assessment_row
from api.serializers.facts import fact_record
from api.serializers.timeline import timeline_record
from api.serializers.values import Json
from db.reads.reading import Reading
from db.reads.record import CurrentRecord
from db.reads.standings import FactDetail
from db.reads.timelines import FactTimeline, read_timeline, whole_timeline
from db.values.dates import TICK

MOST_SHOWN = 100  # claims between the two days

router = APIRouter(prefix="/facts", route_class=PageRoute, include_in_schema=False)


class Days(BaseModel):
    """The two days to compare; the earlier one is shown first."""

    model_config = ConfigDict(extra="forbid")

    as_of: PastInstant
    other: PastInstant


@router.get("/{fact_id}/compare")
async def show_two_days(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    days: Annotated[Days, Query()],
) -> Response:
    """Show a fact on two days: its state, its sides, and the changes in between."""
    first, last = sorted((days.as_of, days.other))
    then, now = (
        await _read(reading, fact_id, first),
        await _read(reading, fact_id, last),
    )
    came = _new(then["stances"], now["stances"])
    return respond_html(
        request,
        "compare.html",
        days=(then, now),
        came=sorted(came, key=itemgetter("at"))[:MOST_SHOWN],
        more=len(came) - MOST_SHOWN,
        assessments=_new(then["assessments"], now["assessments"]),
    )


def _new(then: Mapping[Any, Json], now: Mapping[Any, Json]) -> list[Json]:
    """Return the entries that were not there before."""
    return [one for key, one in now.items() if key not in then]


async def _read(reading: Reading, key: FactKey, at: datetime) -> Json:
    """Return a fact, its stances and its assessments as known at an instant."""
    record = CurrentRecord(reading, until=at + TICK)
    row = await record.fact(key)
    fact = FactDetail(row, await record.standing(row.id))
    found = await read_timeline(record, row.id)

    def show() -> Json:
        return {
            "at": at,
            "fact": as_sent(fact_record(fact)),
            "stances": _stances(found),
            "assessments": _assessments(found),
        }

    return await reading.reader.derive(show)


def _assessments(found: FactTimeline) -> Mapping[int, Json]:
    rows = as_sent([assessment_row(one) for one in found.assessments])
    return {one["id"]: one for one in rows}


def _stances(found: FactTimeline) -> Mapping[tuple[int, int], Json]:
    """Return stances with their sources, by claim id and source id."""
    body = as_sent(timeline_record(found, whole_timeline(found)))
    stances = {
        (one["claim_id"], held["source_id"]): {**one, "source": held["source"]}
        for held in body["sources"]
        for one in held["stances"]
    }
    nobody = {
        (one["claim_id"], 0): {**one, "source": None} for one in body["unattributed"]
    }
    return stances | nobody
