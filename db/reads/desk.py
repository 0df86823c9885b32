"""The numbers on the desk, which many records do not make slow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from db.derived.buckets import number_of, start_of
from db.derived.series import Point
from db.queries.claims import count_claims
from db.queries.fact_claims import COUNTED_REVIEWS
from db.queries.facts import count_facts, named_codes
from db.queries.filters import Values, named, shape_of
from db.queries.recent_claims import count_claims_dated, find_dated
from db.reads.drafts import count_all_drafts
from db.reads.facts import bound_of
from db.reads.reading import Builder, Reading
from db.reads.stats import TimeAxis
from db.reads.stats import count_claims as count_series
from db.values import clock
from db.values.dates import TICK
from db.values.totals import MAX_TOTAL
from db.values.types import to_datetime

MONTHS, NEW_DAYS, TOP = 12, timedelta(days=7), 5
MOST_NEW, MOST_IN_MONTH, MOST_FACTS = 1_000, 20_000, 1_000
MOST_RECENT = 2_000  # newest claims whose speakers are counted


class UpTo(NamedTuple):
    """A number counted up to a limit, and whether there are more."""

    n: int
    has_more: bool = False


class Month(NamedTuple):
    """The number of claims in a month."""

    begins: datetime
    claims: UpTo


@dataclass(frozen=True)
class Activity:
    """The sources with the most claims in an interval, largest first."""

    since: datetime
    until: datetime
    points: Sequence[Point]
    is_whole_month: bool


@dataclass(frozen=True)
class Desk:
    """The numbers on the desk; without claims there are no months."""

    since: datetime
    recorded: UpTo
    overdue: UpTo
    contested: UpTo
    drafts: UpTo
    months: Sequence[Month]
    active: Activity | None


async def read_desk(reading: Reading) -> Desk:
    """Count new records, open work and the speakers of the latest claims."""
    now = bound_of(None)
    since = start_of(number_of(now - NEW_DAYS, "day"), "day")
    drafts = await count_all_drafts(reading)
    newest = await _dated(reading, offset=0, until=now)
    contested = {"code": named_codes(["contested"])}
    return Desk(
        since,
        recorded=await count_recorded(reading, since - TICK),
        overdue=await _count_facts(reading, {"overdue": [now]}, now),
        contested=await _count_facts(reading, contested, now),
        drafts=UpTo(drafts, drafts == MAX_TOTAL),
        months=await _months(reading, newest) if newest else (),
        active=await _activity(reading, newest) if newest else None,
    )


async def count_recorded(reading: Reading, after: datetime) -> UpTo:
    """Count the claims that were recorded after an instant."""
    values = {"recorded_from": [after + TICK], "review": COUNTED_REVIEWS}
    return await _count(reading, count_claims, values, most=MOST_NEW)


async def _count_facts(reading: Reading, values: Values, now: datetime) -> UpTo:
    bound = {"until": now}
    return await _count(reading, count_facts, values, most=MOST_FACTS, bound=bound)


async def _count(
    reading: Reading,
    builder: Builder[Any],
    values: Values,
    *,
    most: int,
    bound: Mapping[str, Any] | None = None,
) -> UpTo:
    """Return the number of records that match filters."""
    given, shape = {**named(values), **(bound or {})}, shape_of(values)
    (row,) = await reading.scan(builder, given, shape=shape, most=most + 1)
    return _up_to(row.total, most)


def _up_to(total: int, most: int) -> UpTo:
    return UpTo(min(total, most), total > most)


async def _dated(reading: Reading, *, offset: int, until: datetime) -> datetime | None:
    """Return the date of the claim with ``offset`` later ones before ``until``."""
    rows = await reading.scan(find_dated, {"until": until}, offset=offset)
    return to_datetime(rows[0].dated_at) if rows else None


async def _months(reading: Reading, newest: datetime) -> Sequence[Month]:
    """Return the months up to the month of the newest claim, oldest first."""
    first = number_of(newest, "month") - MONTHS + 1
    begins = [start_of(first + number, "month") for number in range(MONTHS + 1)]
    values = {f"from__{number}": at for number, at in enumerate(begins)}
    most = {"count": MONTHS, "most": MOST_IN_MONTH + 1}
    rows = await reading.scan(count_claims_dated, values, **most)
    totals = {row.number: _up_to(row.total, MOST_IN_MONTH) for row in rows}
    return [Month(begins[number], totals[number]) for number in range(MONTHS)]


async def _activity(reading: Reading, newest: datetime) -> Activity:
    """Return who speaks in the latest claims of the month of the newest claim."""
    month = number_of(newest, "month")
    begins, ends = start_of(month, "month"), start_of(month + 1, "month")
    tomorrow = start_of(number_of(clock.now(), "day") + 1, "day")
    until = min(ends, tomorrow)  # whole days: the page stays the same all day
    before = await _dated(reading, offset=MOST_RECENT, until=until)
    is_whole = before is None or before < begins
    since = begins if is_whole or before is None else before + TICK
    axis = TimeAxis("dated", limit=TOP * 2, since=since, until=until)
    values = {"review": COUNTED_REVIEWS}
    points = await count_series(reading, values, axis, by="source", top=TOP)
    named_ones = [point for point in points if point.series.id is not None]
    return Activity(since, until, named_ones, is_whole)
