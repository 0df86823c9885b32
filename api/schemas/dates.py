"""Fuzzy dates: an interval, how finely it is known, and the words for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from api.schemas.types import Answer, Body, Instant, ShortText
from db.base import Precision

FUZZY = ("said", "about", "published", "held")
PARTS = ("from", "to", "precision", "text")


class FuzzyDate(Body):
    """A half-open interval on the borders of its precision; either end may be null."""

    from_: Instant | None = Field(None, alias="from")
    to: Instant | None = None
    precision: Precision | None = None
    text: ShortText | None = Field(None, examples=["on Monday"])

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        ends = [end for end in (self.from_, self.to) if end]
        if len(ends) > 1 and ends[0] >= ends[1]:
            message = "from must be before to"
            raise ValueError(message)
        if self.precision and not ends:
            message = "a precision needs from or to"
            raise ValueError(message)
        if self.precision and any(border(end, self.precision) != end for end in ends):
            message = f"from and to must lie where a {self.precision} begins, in UTC"
            raise ValueError(message)
        return self


class FuzzyDateOut(Answer):
    """A fuzzy date as it is stored."""

    from_: Instant | None = Field(alias="from")
    to: Instant | None
    precision: Precision | None
    text: str | None


def border(at: datetime, precision: Precision) -> datetime:
    """Return where the second, day, quarter … that ``at`` lies in begins."""
    if precision == "second":
        return at.replace(microsecond=0)
    if precision in {"minute", "hour"}:
        cut = timedelta(minutes=1 if precision == "minute" else 60)
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (at - midnight) // cut * cut
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    months = {"day": None, "month": 1, "quarter": 3, "year": 12}[precision]
    if months is None:
        return day
    return day.replace(day=1, month=(day.month - 1) // months * months + 1)


def given(model: BaseModel) -> dict[str, Any]:
    """Return what was sent, as columns: a fuzzy date is four of them."""
    return flatten(model.model_dump(exclude_unset=True, by_alias=True))


def flatten(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` with each fuzzy date as its four columns."""
    columns = dict(values)
    for name in FUZZY:
        if name in columns:
            date = columns.pop(name) or {}
            columns |= {f"{name}_{part}": date.get(part) for part in PARTS}
    return columns
