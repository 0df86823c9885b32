"""Schemas of fuzzy dates in responses."""

from pydantic import Field

from api.schemas.closed_lists import Precision
from api.schemas.dates.sent import FROM, TEXT, TO
from api.schemas.types import Answer, Instant


class FuzzyDateOut(Answer):
    """A stored fuzzy date."""

    from_: Instant | None = Field(alias="from", description=FROM)
    to: Instant | None = Field(description=TO)
    precision: Precision | None
    text: str | None = Field(description=TEXT, examples=["on Monday"])
