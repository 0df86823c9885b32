"""Counts by series and time."""

from datetime import datetime

from pydantic import Field

from api.schemas.closed_lists import Verdict
from api.schemas.types import Answer, Share


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
        description="The number of other claims with an unresolved source at position "
        "1: it is not known who it is. They are neither named nor unnamed.",
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
