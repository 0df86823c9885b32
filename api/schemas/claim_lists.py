"""What lists of claims can be narrowed and sorted by."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field

from api.schemas.as_of import RecordAsOf
from api.schemas.claims import ClaimListRow, ClaimOut, TagName
from api.schemas.estimative import EstimateOut
from api.schemas.lists import Filters, Flag, ListParams, Query, RecordParams
from api.schemas.types import Country, Id, Instant, Language, ShortText, split
from db.models.claim import Act, Form, Review, Terms
from db.models.source import SourceKind
from db.models.span import Anchor
from db.models.stance import StanceValue
from db.queries.claims import FILTERS
from db.queries.filters import Values
from db.reads.claims import Part

PARTS: tuple[Part, ...] = get_args(Part)
ReviewFilter = Literal[Review, "any"]
IncludeAffiliated = Annotated[
    list[Literal["total", "withdrawn", "affiliated"]], BeforeValidator(split)
]


# Filters that stand for something else in a request.
INNER = {"published_by", *(name for name in FILTERS if "affiliated" in name)}


class ClaimShown(ClaimOut):
    """A single claim, with what ``expand`` asked for."""

    estimative: list[EstimateOut] = []


class ClaimParams(RecordParams, RecordAsOf):
    """Query parameters of a claim."""

    shown = ClaimShown

    expand: Annotated[list[Literal["estimative"]], BeforeValidator(split)] = Field(
        [],
        description="What it shows besides; `estimative` is the ranges that ICD 203 "
        "gives to the words among its hedges.",
        examples=[["estimative"]],
    )

    @property
    def estimative(self) -> bool:
        """Return whether ranges of estimative words are wanted."""
        return "estimative" in (*self.expand, *self.fields)


class Reviewed(Filters):
    """How far claims have to be reviewed."""

    filter_names: ClassVar[Sequence[str]] = ("review",)

    review: list[ReviewFilter] = Field(
        ["reviewed", "disputed"],
        max_length=5,
        description="How far they are reviewed; `any` for all.",
        examples=[["reviewed"]],
    )

    def filters(self) -> Values:
        """Return the values of every filter that is given."""
        values = dict(super().filters())
        if "any" in self.review:
            del values["review"]
        return values


class ClaimsParams(ListParams, Reviewed):
    """Query parameters of every list of claims."""

    shown = ClaimListRow

    sort: Literal["-dated", "dated", "-recorded", "recorded", "position"] = Field(
        "-dated",
        description="`-dated`: the latest first; `position`: as they stand in their "
        "article.",
        examples=["-dated"],
    )
    expand: Annotated[
        list[Literal["attribution", "spans", "tags", "stances", "estimative"]],
        BeforeValidator(split),
    ] = Field(
        [],
        description="What each claim shows besides; `estimative` is the ranges that "
        "ICD 203 gives to the words among its hedges.",
        examples=[["attribution"]],
    )

    @property
    def parts(self) -> list[Part]:
        """Return the parts of claims that are wanted."""
        return [part for part in PARTS if self.shows(part)]

    def shows(self, part: str) -> bool:
        """Return whether claims show ``part``: it is expanded, or one of the fields."""
        return part in self.expand or part in self.fields


class ClaimsOfSourceParams(ClaimsParams):
    """Which claims of a source to list."""

    role: Literal["speaker", "origin", "any"] = Field(
        "any",
        description="Where in the chain it stands: nearest the outlet, or at the end.",
        examples=["origin"],
    )
    # One value more than other lists take.
    include: IncludeAffiliated = Field(  # type: ignore[assignment]
        [],
        description="`total`: how many there are in all. `withdrawn`: those too. "
        "`affiliated`: those of its people too.",
        examples=[["affiliated"]],
    )


class ClaimsOfFactParams(ClaimsParams, RecordAsOf):
    """Which claims that bear on a fact to list."""

    filter_names = ("review", "stance")

    stance: list[StanceValue] = Field(
        [], max_length=6, description="How they bear on it."
    )

    def filters(self) -> Values:
        """Return the values of every filter that is given."""
        values = dict(super().filters())
        if self.as_of is not None:
            values["published_by"] = [self.until]
        return values


class ClaimFilters(Reviewed):
    """What claims can be narrowed by: all ANDed, a repeated one is OR."""

    filter_names = (*(name for name in FILTERS if name not in INNER), "fact", "stance")

    source: list[Id] = Field([], max_length=50, description="Anywhere in the chain.")
    speaker: list[Id] = Field([], max_length=50, description="At position 1.")
    origin: list[Id] = Field([], max_length=50, description="At the last position.")
    article: list[Id] = Field([], max_length=50, description="Printed in these.")
    outlet: list[Id] = Field([], max_length=50, description="Published by these.")
    fact: list[Id] = Field([], max_length=50, description="Bearing on these facts.")
    stance: list[StanceValue] = Field(
        [], max_length=6, description="How they bear on `fact`, or on any."
    )
    form: list[Form] = Field([], max_length=10, description="Forms.")
    act: list[Act] = Field([], max_length=20, description="Acts.")
    anonymous: Flag | None = Field(
        None,
        description="Whether a source at position 1 is unnamed.",
        examples=["true"],
    )
    speaker_kind: list[SourceKind] = Field(
        [], max_length=10, description="Kinds of a source at position 1."
    )
    sector: list[ShortText] = Field(
        [],
        max_length=50,
        description="Sectors of a source at position 1.",
        examples=[["military"]],
    )
    country: list[Country] = Field(
        [], max_length=50, description="Countries of a source at position 1."
    )
    hedged: Flag | None = Field(
        None, description="Whether weakeners are printed.", examples=["true"]
    )
    language: list[Language] = Field([], max_length=50, description="Languages.")
    terms: list[Terms] = Field([], max_length=10, description="Terms.")
    tag: list[TagName] = Field(
        [], max_length=50, description="Tags by name.", examples=[["belarus"]]
    )
    anchor: list[Anchor] = Field(
        [], max_length=4, description="How a span of them is anchored."
    )
    said_from: Instant | None = Field(
        None, description="Said in an interval that ends after this."
    )
    said_to: Instant | None = Field(
        None, description="Said in an interval that begins before this."
    )
    dated_from: Instant | None = Field(None, description="Dated then or later.")
    dated_to: Instant | None = Field(None, description="Dated before.")
    published_from: Instant | None = Field(
        None, description="Published in an interval that ends after this."
    )
    published_to: Instant | None = Field(
        None, description="Published in an interval that begins before this."
    )
    recorded_from: Instant | None = Field(None, description="Recorded then or later.")
    recorded_to: Instant | None = Field(None, description="Recorded before.")
    q: Query | None = None


class ClaimListParams(ClaimFilters, ClaimsParams):
    """Which claims to list."""
