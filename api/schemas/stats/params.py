"""What is counted, and by what."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from api.schemas.as_of import AsOf
from api.schemas.claim_lists import ClaimFilters
from api.schemas.closed_lists import (
    Bucket,
    ClaimsBy,
    ClaimTime,
    FactsBy,
    FactTime,
    Fill,
    VerdictsBy,
)
from api.schemas.facts import FactFilters
from api.schemas.stats.moments import Moment
from api.schemas.types import InDigits, split
from db.queries.filters import Values


class Buckets(BaseModel):
    """The time to count over, and how finely."""

    bucket: Bucket | None = Field(
        None,
        description="Count for each stretch of time of this length, in UTC. Without "
        "it, there is one row for each series.",
        examples=["month"],
    )
    from_: Moment | None = Field(
        None,
        alias="from",
        description="Count only what has its `time` at this instant or later: a date, "
        "an instant, or milliseconds since 1970.",
    )
    to: Moment | None = Field(
        None, description="Count only what has its `time` before this instant."
    )
    fill: Fill | None = Field(
        None,
        description="Whether to return rows for stretches of time in which nothing "
        "was counted.",
        examples=["zero"],
    )

    @model_validator(mode="after")
    def _fills_buckets(self) -> Self:
        if self.fill and not self.bucket:
            message = "fill needs bucket, such as bucket=month."
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.from_ and self.to and self.from_ >= self.to:
            message = "from must be before to."
            raise ValueError(message)
        return self


class Largest(BaseModel):
    """How many series to show by themselves."""

    top: Annotated[int, Field(ge=1, le=100), InDigits] = Field(
        20,
        description="How many of the largest outlets or sources have a series of their "
        "own; all others are added up in one.",
        examples=[20],
    )


class CountedClaims(ClaimFilters, AsOf, Buckets):
    """Which claims to count, and when they count."""

    time: ClaimTime = Field(
        "dated",
        description="Which date of a claim `bucket`, `from` and `to` are about.",
        examples=["dated"],
    )

    def filters(self) -> Values:
        """Return the values of every filter that is given."""
        return {**super().filters(), **self.published_by()}


class ClaimStatsParams(CountedClaims, Largest):
    """What to count claims by."""

    by: ClaimsBy | None = Field(
        None,
        description="Count for each value of this. Without it, all claims are one "
        "series.",
        examples=["outlet"],
    )


class UnnamedStatsParams(CountedClaims, Largest):
    """Which claims to search for unnamed sources."""


class VerdictStatsParams(CountedClaims, Largest):
    """What to count claims for rated facts by."""

    by: Annotated[list[VerdictsBy], BeforeValidator(split)] = Field(
        ["source", "verdict"],
        min_length=1,
        max_length=2,
        description="Count for each speaker, for each verdict, or for each of both.",
        examples=[["source", "verdict"]],
    )


class FactStatsParams(FactFilters, Buckets):
    """What to count facts by."""

    by: FactsBy | None = Field(
        None,
        description="Count for each value of this. Without it, all facts are one "
        "series.",
        examples=["state"],
    )
    time: FactTime = Field(
        "recorded",
        description="Which date of a fact `bucket`, `from` and `to` are about; facts "
        "without that date are left out.",
        examples=["resolves"],
    )
