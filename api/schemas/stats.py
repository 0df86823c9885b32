"""Wire format of counts by series and time."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema, model_validator

from api.schemas.as_of import AsOf
from api.schemas.claim_lists import ClaimFilters
from api.schemas.facts import FactFilters
from api.schemas.types import Answer, InDigits, Share, to_instant
from db.queries.filters import Values
from db.queries.stats import ClaimsBy, ClaimTime, FactsBy, FactTime
from db.values.types import Bucket

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
            "a date like 2022-03-21, an instant like 2022-03-21T09:30:00Z, "
            "or milliseconds since 1970"
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
    """Over which time to count, and how finely."""

    bucket: Bucket | None = Field(
        None,
        description="A row for each of these (UTC; a week is an ISO week, and begins "
        "on Monday); without it, one row for each series.",
        examples=["month"],
    )
    from_: Moment | None = Field(
        None,
        alias="from",
        description="Counts from this `time` on: a date, an instant, or milliseconds "
        "since 1970.",
    )
    to: Moment | None = Field(None, description="Counts before this `time`.")
    fill: Literal["zero"] | None = Field(
        None,
        description="`zero`: each series has a row for every bucket between `from` and "
        "`to`, or else between the first and the last there is.",
        examples=["zero"],
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.fill and not self.bucket:
            message = "fill needs a `bucket`"
            raise ValueError(message)
        if self.from_ and self.to and self.from_ >= self.to:
            message = "from has to be before `to`"
            raise ValueError(message)
        return self

    @property
    def bounds(self) -> Values:
        """Return the instants that are given, as filters."""
        given = {"from": self.from_, "to": self.to}
        return {name: [at] for name, at in given.items() if at}


class Largest(BaseModel):
    """How many series to show by themselves."""

    top: Annotated[int, Field(ge=1, le=100), InDigits] = Field(
        20,
        description="So many of the largest outlets or sources have a series each; "
        "those of all others are added up.",
        examples=[20],
    )


class CountedClaims(ClaimFilters, AsOf, Buckets):
    """Which claims to count, and when they count."""

    time: ClaimTime = Field(
        "dated",
        description="`dated`: when it was said, else published, else recorded; "
        "`published`: when its article was, without articles that have no date; "
        "`recorded`: when it was here.",
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
        description="A series for each outlet, source, form …; `source`, `kind` and "
        "`sector` are those at position 1, `stance` those towards facts. Without it, "
        "all claims are one series.",
        examples=["outlet"],
    )


class UnnamedStatsParams(CountedClaims, Largest):
    """Of which claims to look for unnamed sources."""


class FactStatsParams(FactFilters, Buckets):
    """What to count facts by."""

    by: FactsBy | None = Field(
        None,
        description="A series for each state, kind, outcome (`none` if there is none "
        "yet) or verdict that an assessor held last. Without it, all facts are one "
        "series.",
        examples=["state"],
    )
    time: FactTime = Field(
        "recorded",
        description="When it was recorded, opens or resolves, or when its outcome was "
        "known; facts without such a date are left out.",
        examples=["resolves"],
    )


class SeriesOut(Answer):
    """What a row is of: a bucket of time, if there are any, and a series."""

    time: datetime | None
    series_id: int | str | None
    series: str


class CountOut(SeriesOut):
    """How many there are."""

    n: int


class UnnamedOut(SeriesOut):
    """How many claims there are, and on how many of them an unnamed source speaks.

    ``low`` and ``high`` are the 95 % interval of the share (Wilson); with fewer than
    ten claims all three are null, and ``reason`` says so.
    """

    n: int
    unnamed: int
    share: Share | None
    low: Share | None
    high: Share | None
    reason: str | None
