"""Comparisons between dates, and of dates with the present."""

from datetime import datetime, timedelta

from db.values.dates.intervals import ENDS_OF_TIME, LENGTHS, Interval, border

TICK = timedelta(microseconds=1)  # the smallest difference between stored instants
# A date begins in some time zone this long before it begins in UTC, and ends this late.
BEGINS_EARLIER, ENDS_LATER = timedelta(hours=14), timedelta(hours=12)


def lies_after(later: Interval, earlier: Interval) -> bool:
    """Return whether ``later`` certainly began after the end of ``earlier``.

    Dates are compared with dates, instants with instants. An instant is after a date if
    the date is over in every time zone.
    """
    if later.start is None or earlier.end is None:
        return False
    apart = later.start - earlier.end
    if later.is_calendar == earlier.is_calendar:
        return apart >= timedelta(0)
    return apart >= (BEGINS_EARLIER if later.is_calendar else ENDS_LATER)


def is_later_than_tomorrow(date: Interval, now: datetime) -> bool:
    """Return whether an interval begins after tomorrow's date."""
    if date.start is None:
        return False
    return date.start >= border(now, "day") + timedelta(days=2)


def end_of(deadline: datetime) -> datetime:
    """Return the first instant after a deadline; a date ends when its day is over."""
    if deadline != border(deadline, "day") or deadline.date() == ENDS_OF_TIME[1].date():
        return deadline
    return deadline + LENGTHS["day"]
