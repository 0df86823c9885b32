"""Fuzzy dates: intervals on the borders of the precision they are known to."""

from datetime import datetime, timedelta
from typing import Literal

Precision = Literal["second", "minute", "hour", "day", "month", "quarter", "year"]

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def what_is_wrong(
    start: datetime | None, end: datetime | None, precision: Precision | None
) -> str | None:
    """Return why this is no fuzzy date, or nothing if it is one."""
    ends = [at for at in (start, end) if at]
    if start and end and start >= end:
        return "from must be before to"
    if precision and not ends:
        return "a precision needs from or to"
    if precision and any(border(at, precision) != at for at in ends):
        return f"from and to must lie where a {precision} begins, in UTC"
    return None


def border(at: datetime, precision: Precision) -> datetime:
    """Return where the second, day, quarter … that ``at`` lies in begins."""
    if precision == "second":
        return at.replace(microsecond=0)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if precision in {"minute", "hour"}:
        cut = timedelta(minutes=1 if precision == "minute" else 60)
        return midnight + (at - midnight) // cut * cut
    if precision == "day":
        return midnight
    months = MONTHS[precision]
    return midnight.replace(day=1, month=(at.month - 1) // months * months + 1)
