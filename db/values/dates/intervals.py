"""Intervals between borders of a precision (a second, a day, a month …)."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

Precision = Literal["second", "minute", "hour", "day", "month", "quarter", "year"]

LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
CALENDAR = frozenset({"day", "month", "quarter", "year"})
# PostgreSQL's driver converts these to infinity, at which a keyset page cannot resume.
ENDS_OF_TIME = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
ONE_DATE = (
    'Must be a date like "2022", "2022-03", "2022-Q1", "2022-03-22" or '
    '"2022-03-22T09:30Z".'
)
ONE_INSTANT = "Must be a date like 2022-03-21 or an instant like 2022-03-21T09:30:00Z."
YEARS = (
    "The years 1 to 9999 can be stored, but neither the first instant of year 1 nor "
    "the end of 9999."
)
EXAMPLES: dict[Precision, str] = {
    "second": '"2022-03-22T09:30:15Z"',
    "minute": '"2022-03-22T09:30Z"',
    "hour": '"2022-03-22T09Z", or from 2022-03-22T09:00Z to 2022-03-22T10:00Z',
    "day": '"2022-03-22", or from 2022-03-22 to 2022-03-23',
    "month": '"2022-03", or from 2022-03-01 to 2022-04-01',
    "quarter": '"2022-Q1", or from 2022-01-01 to 2022-04-01',
    "year": '"2022", or from 2022-01-01 to 2023-01-01',
}


class Interval(NamedTuple):
    """A half-open interval; an unknown end is open."""

    start: datetime | None
    end: datetime | None
    precision: Precision | None

    @property
    def known(self) -> datetime | None:
        """Return its sort key: its first known end."""
        return self.start or self.end

    @property
    def is_empty(self) -> bool:
        """Return whether it ends at its start or before."""
        return bool(self.start and self.end and self.start >= self.end)

    @property
    def is_calendar(self) -> bool:
        """Return whether it consists of calendar dates, in an unknown time zone."""
        if self.precision is not None:
            return self.precision in CALENDAR
        ends = [at for at in (self.start, self.end) if at]
        return all(border(at, "day") == at for at in ends)


def to_utc(at: datetime) -> datetime:
    """Return ``at`` in UTC; raise ``ValueError`` if it cannot be stored."""
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        utc = ENDS_OF_TIME[0]
    if utc in ENDS_OF_TIME:
        raise ValueError(f"{ONE_INSTANT} {YEARS}")
    return utc


def complete(
    start: datetime | None,
    end: datetime | None,
    precision: Precision | None,
    *,
    any_zone: bool = False,
) -> Interval:
    """Return an interval in UTC, with the missing end computed from its precision.

    Ends with an offset that are midnights there, but not in UTC, are calendar dates.
    With ``any_zone``, hours may begin at any minute, as in stored intervals. Raise
    ``ValueError`` with the reason if this is not a fuzzy date.
    """
    if precision is None:
        date = Interval(start and to_utc(start), end and to_utc(end), None)
    else:
        date = _on_borders(start, end, precision, any_zone=any_zone)
    if date.is_empty:
        message = (
            "from must be before to, the first instant after the interval: a day "
            'is {"from": "2022-03-22", "to": "2022-03-23"}, or "2022-03-22".'
        )
        raise ValueError(message)
    return date


def _on_borders(
    start: datetime | None,
    end: datetime | None,
    precision: Precision,
    *,
    any_zone: bool,
) -> Interval:
    grain: Precision = "minute" if any_zone and precision == "hour" else precision
    first, last = start and _on_border(start, grain), end and _on_border(end, grain)
    return _filled(first, last, precision)


def _filled(
    start: datetime | None, end: datetime | None, precision: Precision
) -> Interval:
    if start and end:
        return _between(start, end, precision)
    if start:
        return Interval(start, shift(start, precision, 1), precision)
    if end:
        return Interval(shift(end, precision, -1), end, precision)
    message = 'precision needs from or to: {"from": "2022-03-22", "precision": "day"}.'
    raise ValueError(message)


def _between(start: datetime, end: datetime, precision: Precision) -> Interval:
    if precision == "hour" and (end - start) % LENGTHS["hour"]:
        message = "from and to must be whole hours apart, like 09:30Z and 10:30Z."
        raise ValueError(message)
    return Interval(start, end, precision)


def shift(at: datetime, precision: Precision, times: int) -> datetime:
    """Return the border that is so many units later, or earlier if negative."""
    try:
        if precision in LENGTHS:
            return to_utc(at + times * LENGTHS[precision])
        months = at.year * 12 + at.month - 1 + times * MONTHS[precision]
        return to_utc(at.replace(year=months // 12, month=months % 12 + 1))
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{ONE_DATE} {YEARS}") from error


def _on_border(at: datetime, precision: Precision) -> datetime:
    """Return a border in UTC, in the time zone of ``at`` or in UTC itself."""
    local, utc = at.replace(tzinfo=UTC), to_utc(at)
    if border(local, precision) == local:
        return to_utc(local) if precision in CALENDAR else utc
    if border(utc, precision) == utc:
        return utc
    raise ValueError(
        f"from and to must be the first instant of one {precision}, in UTC "
        f"or in the time zone of their offset: send {EXAMPLES[precision]}."
    )


def border(at: datetime, precision: Precision) -> datetime:
    """Return the start of the second, day, quarter … that contains ``at``."""
    if precision == "second":
        return at.replace(microsecond=0)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if precision in LENGTHS:
        return midnight + (at - midnight) // LENGTHS[precision] * LENGTHS[precision]
    months = MONTHS[precision]
    return midnight.replace(day=1, month=(at.month - 1) // months * months + 1)
