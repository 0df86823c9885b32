"""Query parameters of counts."""

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
    """The interval of time to count over, and the length of buckets."""

    bucket: Bucket | None = Field(
        None,
        description="Count for each bucket of this length, in UTC. Without "
        "it, there is one row for each series.",
        examples=["month"],
    )
    from_: Moment | None = Field(
        None,
        alias="from",
        description="Count only records whose `time` is at this instant or later: a "
        "date, an instant, or milliseconds since 1970.",
    )
    to: Moment | None = Field(
        None, description="Count only records whose `time` is before this instant."
    )
    fill: Fill | None = Field(
        None,
        description="Whether to return rows for buckets in which nothing was counted.",
        examples=["zero"],
    )

    @model_validator(mode="after")
    def _fills_buckets(self) -> Self:
        if self.fill and not self.bucket:
            message = "fill requires bucket, such as bucket=month."
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.from_ and self.to and self.from_ >= self.to:
            message = "from must be before to."
            raise ValueError(message)
        return self


class Largest(BaseModel):
    """The number of series to show separately."""

    top: Annotated[int, Field(ge=1, le=100), InDigits] = Field(
        20,
        description="The number of largest outlets or sources with a separate series; "
        "all others are summed in one.",
        examples=[20],
    )


class CountedClaims(ClaimFilters, AsOf, Buckets):
    """The filters and the date of counted claims."""

    time: ClaimTime = Field(
        "dated",
        description="The date of a claim that `bucket`, `from` and `to` use.",
        examples=["dated"],
    )

    def filters(self) -> Values:
        """Return the values of every sent filter."""
        return {**super().filters(), **self.published_by()}


class ClaimStatsParams(CountedClaims, Largest):
    """Query parameters of counts of claims."""

    by: ClaimsBy | None = Field(
        None,
        description="Count for each value of this property. Without it, all claims are "
        "one series.",
        examples=["outlet"],
    )


class UnnamedStatsParams(CountedClaims, Largest):
    """Query parameters of counts of claims with unnamed speakers."""


class VerdictStatsParams(CountedClaims, Largest):
    """Query parameters of counts of claims for rated facts."""

    by: Annotated[list[VerdictsBy], BeforeValidator(split)] = Field(
        ["source", "verdict"],
        min_length=1,
        max_length=2,
        description="Count for each speaker, for each verdict, or for each pair.",
        examples=[["source", "verdict"]],
    )


class FactStatsParams(FactFilters, Buckets):
    """Query parameters of counts of facts."""

    by: FactsBy | None = Field(
        None,
        description="Count for each value of this property. Without it, all facts are "
        "one series.",
        examples=["state"],
    )
    time: FactTime = Field(
        "recorded",
        description="The date of a fact that `bucket`, `from` and `to` use; facts "
        "without that date are left out.",
        examples=["resolves"],
    )
