"""Dates as pages show them: filters of templates over the JSON of the API."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

TICK = timedelta(microseconds=1)  # dates end before the instant that is their end


def day(instant: str) -> str:
    """Return the day of an instant, in UTC: “26 Mar 2026”."""
    return _day(_at(instant))


def exact(instant: str) -> str:
    """Return an instant to the second, in UTC: “26 Mar 2026, 09:12:00 UTC”."""
    at = _at(instant)
    return f"{_day(at)}, {at:%H:%M:%S} UTC"


def fuzzy(date: Mapping[str, Any]) -> str:
    """Return a date as exactly as it is known: “Mar 2026”, “before 26 Mar 2026”."""
    start, end = date["from"], date["to"]
    if end is None:
        return f"since {day(start)}"
    last = _at(end) - TICK
    if start is None:
        return f"until {_day(last)}"
    first = _at(start)
    if write := WRITTEN.get(date["precision"]):
        return write(first)
    words, until = _day(first), _day(last)
    return words if words == until else f"{words} to {until}"


def _at(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(UTC)


def _day(at: datetime) -> str:
    return f"{at.day} {_month(at)}"


def _month(at: datetime) -> str:
    return f"{at:%b} {at.year}"


WRITTEN: Mapping[str, Callable[[datetime], str]] = {
    "year": lambda at: str(at.year),
    "quarter": lambda at: f"Q{(at.month + 2) // 3} {at.year}",
    "month": _month,
}
