"""The day on which a test runs, which must not end while it does."""

from datetime import UTC, datetime, timedelta
from time import sleep

LONGEST = timedelta(seconds=10)  # of such a test


def wait_for_midnight() -> None:
    """Wait until the next day has begun if this one ends soon."""
    now = datetime.now(UTC)
    if (now + LONGEST).date() != now.date():
        sleep(LONGEST.total_seconds())


def days_away(days: int) -> str:
    """Return the date so many days from today."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"
