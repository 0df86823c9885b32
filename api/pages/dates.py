"""Dates as pages show them: filters of templates over the JSON of the API."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

TICK = timedelta(microseconds=1)  # the end of a date is exclusive


def day(instant: str) -> str:
    """Return the day of an instant, in UTC: “26 Mar 2026”."""
    return day_of(instant_of(instant))


def day_of(at: datetime) -> str:
    """Return the day of an instant, in UTC: “26 Mar 2026”."""
    return _day(at.astimezone(UTC))


def exact(instant: str) -> str:
    """Return an instant to the second, in UTC: “26 Mar 2026, 09:12:00 UTC”."""
    at = instant_of(instant)
    return f"{_day(at)}, {at:%H:%M:%S} UTC"


def month(at: datetime) -> str:
    """Return the month of an instant, in UTC: “Mar 2026”."""
    return _month(at.astimezone(UTC))


def utc(at: datetime) -> str:
    """Return an instant in the form of URL parameters."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def fuzzy(date: Mapping[str, Any]) -> str:
    """Return a date with its precision: “Mar 2026”, “before 26 Mar 2026”."""
    start, end = date["from"], date["to"]
    if end is None:
        return f"since {day(start)}"
    last = instant_of(end) - TICK
    if start is None:
        return f"until {_day(last)}"
    first = instant_of(start)
    if write := WRITTEN.get(date["precision"]):
        return write(first)
    words, until = _day(first), _day(last)
    return words if words == until else f"{words} to {until}"


def instant_of(sent: str) -> datetime:
    """Return an instant of the API as a datetime in UTC."""
    return datetime.fromisoformat(sent).astimezone(UTC)


def _day(at: datetime) -> str:
    return f"{at.day} {_month(at)}"


def _month(at: datetime) -> str:
    return f"{at:%b} {at.year}"


WRITTEN: Mapping[str, Callable[[datetime], str]] = {
    "year": lambda at: str(at.year),
    "quarter": lambda at: f"Q{(at.month + 2) // 3} {at.year}",
    "month": _month,
}
