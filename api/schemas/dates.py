"""Fuzzy dates: an interval, how finely it is known, and the words for it."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, Field, model_validator

from api.schemas.types import Answer, Body, Instant, ShortText
from db.values.dates import Precision, what_is_wrong

FUZZY = ("said", "about", "published", "held", "occurred")
PARTS = ("from", "to", "precision", "text")


class FuzzyDatePatch(Body):
    """A merge patch of a fuzzy date; what comes of it is checked where it is kept."""

    from_: Instant | None = Field(None, alias="from")
    to: Instant | None = None
    precision: Precision | None = None
    text: ShortText | None = Field(None, examples=["on Monday"])


class FuzzyDate(FuzzyDatePatch):
    """A half-open interval on the borders of its precision; either end may be null."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if message := what_is_wrong(self.from_, self.to, self.precision):
            raise ValueError(message)
        return self


class FuzzyDateOut(Answer):
    """A fuzzy date as it is stored."""

    from_: Instant | None = Field(alias="from")
    to: Instant | None
    precision: Precision | None
    text: str | None


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
