"""Schemas of counts by series and time."""

from datetime import datetime

from pydantic import Field

from api.schemas.closed_lists import Verdict
from api.schemas.types import Answer, Share


class SeriesOut(Answer):
    """The series of a row, and its bucket of time."""

    time: datetime | None = Field(
        description="The first instant of the bucket; null without `bucket`."
    )
    series_id: int | str | None = Field(
        description="The id or value of the series; null for the sum of several, "
        "such as all unnamed sources or all others."
    )
    series: str = Field(
        description="The name of the series, for people.", examples=["CNN"]
    )


class CountOut(SeriesOut):
    """A count."""

    n: int = Field(description="The count.", examples=[12])


class VerdictCountOut(SeriesOut):
    """The number of claims for facts with a verdict.

    The series are speakers; without `source` in `by`, they are verdicts.
    """

    verdict: Verdict | None = Field(
        description="The verdict on the facts; null without `verdict` in `by`."
    )
    n: int = Field(description="The number of claims.", examples=[12])


class UnnamedOut(SeriesOut):
    """The number of claims, and of claims with an unnamed speaker."""

    n: int = Field(description="The number of claims.", examples=[40])
    unnamed: int = Field(
        description="The number of claims with an unnamed source at position 1.",
        examples=[25],
    )
    unresolved: int = Field(
        description="The number of other claims with an unresolved source at position "
        "1 (of unknown identity), which is neither named nor unnamed.",
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
    reason: str | None = Field(
        description="The reason why there is no share, if there is none."
    )
