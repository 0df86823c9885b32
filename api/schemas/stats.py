"""Wire format of counts by series and time."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, model_validator

from api.schemas.as_of import AsOf
from api.schemas.claim_lists import ClaimFilters
from api.schemas.closed_lists import (
    Bucket,
    ClaimsBy,
    ClaimTime,
    FactsBy,
    FactTime,
    Fill,
    Verdict,
    VerdictsBy,
)
from api.schemas.facts import FactFilters
from api.schemas.types import Answer, InDigits, Share, split, to_instant
from db.queries.filters import Values

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS = re.compile(r"-?\d{1,15}", re.ASCII)


def _to_moment(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """Return a date (its midnight), an instant, or so many milliseconds since 1970."""
    try:
        if isinstance(value, str) and MILLISECONDS.fullmatch(value):
            value = (EPOCH + timedelta(milliseconds=int(value))).isoformat()
        return to_instant(value)
    except (ValueError, OverflowError) as error:
        message = (
            "Must be a date like 2022-03-21, an instant like 2022-03-21T09:30:00Z, "
            "or milliseconds since 1970."
        )
        raise ValueError(message) from error


Moment = Annotated[
    datetime,
    BeforeValidator(_to_moment),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "format": "date-time"},
                {"type": "integer"},
            ],
            "examples": ["2022-03-21", "2022-03-21T09:30:00Z", 1647855000000],
        }
    ),
]


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
    def _makes_sense(self) -> Self:
        if self.fill and not self.bucket:
            message = "fill needs bucket, such as bucket=month."
            raise ValueError(message)
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
        values = dict(super().filters())
        if self.as_of is not None:
            values["published_by"] = [self.until]
        return values


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


class SeriesOut(Answer):
    """What a row counts: a series, in a stretch of time if there are any."""

    time: datetime | None = Field(
        description="The first instant of the stretch of time; null without `bucket`."
    )
    series_id: int | str | None = Field(
        description="The id or value that the series is about; null for several "
        "together, such as all unnamed sources or all others."
    )
    series: str = Field(
        description="The name of the series, for people.", examples=["CNN"]
    )


class CountOut(SeriesOut):
    """How many there are."""

    n: int = Field(description="The count.", examples=[12])


class VerdictCountOut(SeriesOut):
    """How many claims are for facts with a verdict.

    The series are speakers; without `source` in `by`, they are verdicts.
    """

    verdict: Verdict | None = Field(
        description="The verdict on the facts; null without `verdict` in `by`."
    )
    n: int = Field(description="The number of claims.", examples=[12])


class UnnamedOut(SeriesOut):
    """How many claims there are, and in how many of them an unnamed source speaks."""

    n: int = Field(description="The number of claims.", examples=[40])
    unnamed: int = Field(
        description="The number of claims with an unnamed source at position 1.",
        examples=[25],
    )
    unresolved: int = Field(
        description="The number of other claims with a source at position 1 of whom it "
        "is not known who it is; they are neither named nor unnamed.",
        examples=[3],
    )
    share: Share | None = Field(
        description="`unnamed` divided by `n`; null if there are fewer than ten claims."
    )
    low: Share | None = Field(
        description="The lower end of the 95 % interval of the share (Wilson)."
    )
    high: Share | None = Field(
        description="The upper end of the 95 % interval of the share (Wilson)."
    )
    reason: str | None = Field(description="Why there is no share, if there is none.")
