"""The text form of dates: one grammar for the API, command line and seeds."""

import re
from datetime import UTC, datetime, timedelta

from db.values.dates.intervals import (
    CALENDAR,
    ONE_DATE,
    ONE_INSTANT,
    YEARS,
    Interval,
    Precision,
    complete,
    shift,
    to_utc,
)

# The finest first; and the length of an ISO 8601 instant truncated to that precision.
WIDTHS: dict[Precision, int] = {
    "second": len("2022-03-22T09:30:15"),
    "minute": len("2022-03-22T09:30"),
    "hour": len("2022-03-22T09"),
    "day": len("2022-03-22"),
    "quarter": len("2022-"),
    "month": len("2022-03"),
    "year": len("2022"),
}
DAY = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
MINUTE = r"(?P<minute>:\d\d)(?P<second>:\d\d(?:\.\d{1,6})?)?"
ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d)?"
INSTANT = re.compile(rf"{DAY}(?:T(?P<hour>\d\d){MINUTE}{ZONE})?", re.ASCII)
WRITTEN = (
    re.compile(r"(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)", re.ASCII),
    re.compile(r"(?P<year>\d{4})-Q(?P<quarter>[1-4])", re.ASCII),
    re.compile(rf"{DAY}(?:T(?P<hour>\d\d)(?:{MINUTE})?{ZONE})?", re.ASCII),
)
OTHER_YEARS = re.compile(
    r"(?:[+-]\d{4,}|0000|\d{5,7})(?:-|$)|.*\bB\.?C", re.ASCII | re.IGNORECASE
)

NO_ZONE = "An instant needs its zone: 2022-03-22T09:30Z or 2022-03-22T09:30+02:00."


def parse_date(text: str) -> Interval:
    """Return the interval of a date; raise ``ValueError`` with the reason.

    The interval is as long as the precision of the date: a year, …, a second.
    """
    start, precision = parse_start(text)
    return complete(start, None, precision)


def parse_start(text: str) -> tuple[datetime, Precision]:
    """Return the start of a date, with its offset, and its precision."""
    found = _parts(text)
    if found.get("hour") and not found["zone"]:
        raise ValueError(f"{ONE_DATE} {NO_ZONE}")
    precision = next(name for name in WIDTHS if found.get(name))
    day = f"{found['year']}-{_month(found)}-{found.get('day') or '01'}"
    start = _read(day + text[len(day) :], expected=ONE_DATE)
    return start.replace(microsecond=0), precision


def _parts(text: str) -> dict[str, str | None]:
    """Return the year, the month … of a date, or raise ``ValueError``."""
    for form in WRITTEN:
        if match := form.fullmatch(text):
            return match.groupdict()
    raise ValueError(f"{ONE_DATE} {YEARS}" if OTHER_YEARS.match(text) else ONE_DATE)


def _month(found: dict[str, str | None]) -> str:
    if quarter := found.get("quarter"):
        return f"{3 * int(quarter) - 2:02}"
    return found.get("month") or "01"


def parse_instant(text: str) -> datetime:
    """Return an instant with its offset, or the midnight in UTC of a date.

    Raise ``ValueError`` with the reason if it is neither.
    """
    match = INSTANT.fullmatch(text)
    if match is None:
        outside = OTHER_YEARS.match(text)
        raise ValueError(f"{ONE_INSTANT} {YEARS}" if outside else ONE_INSTANT)
    if match["hour"] and not match["zone"]:
        raise ValueError(f"{ONE_INSTANT} {NO_ZONE}")
    read = _read(text, expected=ONE_INSTANT)
    to_utc(read)  # raises if it cannot be stored
    return read


def _read(text: str, *, expected: str) -> datetime:
    if text.startswith("0000"):
        raise ValueError(f"{expected} {YEARS}")
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{expected} There is no such day or time."
        raise ValueError(message) from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def written(date: Interval) -> str | None:
    """Return the text form of an interval, if it has one."""
    start, end, precision = date
    if precision is None or start is None or end is None:
        return None
    is_one = shift(start, precision, 1) == end
    return _word(start, precision) if is_one else None


def _word(start: datetime, precision: Precision) -> str:
    """Return the text form of the day, the month … that begins at ``start``."""
    if precision == "hour" and start.minute:
        return _hour_elsewhere(start)
    begun = start.isoformat()[: WIDTHS[precision]]
    if precision == "quarter":
        return f"{begun}Q{(start.month + 2) // 3}"
    return begun if precision in CALENDAR else f"{begun}Z"


def _hour_elsewhere(start: datetime) -> str:
    """Return an hour in a time zone whose offset is not a whole number of hours."""
    ahead = 60 - start.minute
    local = start + timedelta(minutes=ahead)
    return f"{local.isoformat()[: WIDTHS['hour']]}+00:{ahead:02}"
