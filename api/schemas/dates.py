"""Fuzzy dates: an interval, how finely it is known, and the words for it."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from api.schemas.closed_lists import Precision
from api.schemas.types import Answer, Body, Instant, ShortText
from db.values.dates import what_is_wrong

FUZZY = ("said", "about", "published", "held", "occurred")
PARTS = ("from", "to", "precision", "text")
FROM = "The first instant of the interval (inclusive); null if its beginning is open."
TO = "The end of the interval (exclusive); null if its end is open."
TEXT = "The words for the date, as they were printed."


class FuzzyDatePatch(Body):
    """A merge patch of a fuzzy date: the keys that are sent replace stored ones."""

    from_: Instant | None = Field(None, alias="from", description=FROM)
    to: Instant | None = Field(None, description=TO)
    precision: Precision | None = None
    text: ShortText | None = Field(None, description=TEXT, examples=["on Monday"])


class FuzzyDate(FuzzyDatePatch):
    """A date that is known only roughly: a half-open interval with a precision."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if message := what_is_wrong(self.from_, self.to, self.precision):
            raise ValueError(message)
        return self


class FuzzyDateOut(Answer):
    """A fuzzy date as it is stored."""

    from_: Instant | None = Field(alias="from", description=FROM)
    to: Instant | None = Field(description=TO)
    precision: Precision | None
    text: str | None = Field(description=TEXT, examples=["on Monday"])


def given(model: BaseModel) -> dict[str, Any]:
    """Return what was sent, as columns: a fuzzy date is four of them."""
    return flatten(model.model_dump(exclude_unset=True, by_alias=True))


def flatten(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` with each fuzzy date as its four columns, as far as given."""
    columns = dict(values)
    for name in FUZZY:
        if name in columns:
            date = columns.pop(name)
            parts = dict.fromkeys(PARTS) if date is None else date
            columns |= {f"{name}_{part}": value for part, value in parts.items()}
    return columns
