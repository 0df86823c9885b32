"""Dates on the command line, with the precision that was typed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from typer import BadParameter

from db.values.dates import Precision

WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:"
    r"T(?P<minute>\d\d:\d\d)(?P<second>:\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)"
    r")?)?)?",
    re.ASCII,
)
PRECISIONS: tuple[Precision, ...] = ("second", "minute", "day", "month", "year")
LENGTHS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1)}
FILLED_UP = {"month": "-01", "year": "-01-01"}
EXPECTED = (
    "a date is 2022, 2022-03, 2022-03-22, or an instant with its zone like "
    "2022-03-22T09:30Z or 2022-03-22T09:30:15+02:00"
)


def fuzzy_date(written: str) -> dict[str, Any]:
    """Return the interval of a typed date, in the form of a request body."""
    match = WRITTEN.fullmatch(written.strip())
    if match is None:
        raise BadParameter(EXPECTED)
    precision = next(name for name in PRECISIONS if match[name])
    try:
        start = _start(match[0], precision)
        return {"from": start, "to": _end(start, precision), "precision": precision}
    except (ValueError, OverflowError) as error:
        message = f"there is no such date; {EXPECTED}"
        raise BadParameter(message) from error


def _start(written: str, precision: Precision) -> datetime:
    read = datetime.fromisoformat(written + FILLED_UP.get(precision, ""))
    if read.tzinfo is None:
        return read.replace(tzinfo=UTC)
    return read.astimezone(UTC).replace(microsecond=0)


def _end(start: datetime, precision: Precision) -> datetime:
    if precision == "year":
        return start.replace(year=start.year + 1)
    if precision == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + LENGTHS.get(precision, timedelta(days=1))
