"""Filters and orders of lists of claims."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, Field

from api.schemas.as_of import RecordAsOf
from api.schemas.claim_shapes import FLAT_PARTS, OTHER_COLUMNS, Shaped
from api.schemas.claims import ClaimListRow, ClaimOnFact, TagName
from api.schemas.closed_lists import (
    Act,
    Anchor,
    ChainRole,
    ClaimSort,
    ExpandInClaims,
    Flag,
    Form,
    IncludeInClaims,
    ReviewFilter,
    SourceKind,
    StanceValue,
    Terms,
)
from api.schemas.facets import WithFacets
from api.schemas.lists import Filters, ListParams, Query
from api.schemas.named import (
    BY_NAME,
    FACT_BY_NAME,
    FactNamed,
    OutletNamed,
    SourceNamed,
)
from api.schemas.types import Country, Id, Instant, Language, ShortText, split
from db.queries.claims import FILTERS
from db.queries.filters import Values
from db.reads.claims import PARTS, Part

SHOWN: tuple[ReviewFilter, ...] = ("reviewed", "disputed")  # the default of ``review``
# Filters that requests send in another form.
INNER = {
    "published_by",
    *(name for name in FILTERS if name.startswith(("affiliated_", "described_"))),
}


class Reviewed(Filters):
    """The filter by review state."""

    filter_names: ClassVar[Sequence[str]] = ("review",)

    review: list[ReviewFilter] = Field(
        [*SHOWN],
        max_length=5,
        description="Only claims in these review states. Without it, lists and "
        "counts leave out drafts and rejected claims, and say how many drafts.",
        examples=[["reviewed"]],
    )

    def filters(self) -> Values:
        """Return the values of every filter that is given."""
        values = dict(super().filters())
        if "any" in self.review:
            del values["review"]
        return values

    @property
    def leaves_drafts_out(self) -> bool:
        """Return whether drafts are left out by default."""
        return set(self.review) == set(SHOWN)


class ClaimsParams(Shaped, ListParams, Reviewed):
    """Query parameters of every list of claims."""

    shown: ClassVar[type[BaseModel]] = ClaimListRow

    sort: ClaimSort = Field(
        "-dated", description="The order of the list.", examples=["-dated"]
    )
    expand: Annotated[list[ExpandInClaims], BeforeValidator(split)] = Field(
        [],
        description="Additional parts of each claim to return.",
        examples=[["attribution"]],
    )

    def known_fields(self) -> list[str]:
        """Return the keys that ``fields`` accepts: in lists, also other columns."""
        return super().known_fields() + ([] if self.flat else OTHER_COLUMNS)

    @property
    def parts(self) -> list[Part]:
        """Return the requested parts of claims."""
        if self.flat:
            return [*FLAT_PARTS]
        return [part for part in PARTS if self.shows(part)]

    @property
    def needed(self) -> list[Part]:
        """Return the parts of claims to read: facts are found through stances."""
        return [p for p in PARTS if p in self.parts or self._needs(p)]

    def _needs(self, part: Part) -> bool:
        return part == "stances" and self.shows("facts")

    @property
    def whole(self) -> bool:
        """Return whether all columns of claims are requested."""
        return self.flat or not {*self.fields}.isdisjoint(OTHER_COLUMNS)

    def shows(self, part: str) -> bool:
        """Return whether ``expand`` or ``fields`` names ``part``."""
        return part in self.expand or part in self.fields


class ClaimsOfSourceParams(ClaimsParams):
    """The parameters of the list of a source's claims."""

    role: ChainRole = Field(
        "any",
        description="Only claims with the source in this role.",
        examples=["origin"],
    )
    # One value more than other lists accept.
    include: Annotated[list[IncludeInClaims], BeforeValidator(split)] = Field(  # type: ignore[assignment]  # one value more
        [],
        description="Additions to the live claims of the source itself.",
        examples=[["affiliated"]],
    )


class ClaimsOfFactParams(ClaimsParams, RecordAsOf):
    """The parameters of the list of claims with a stance on a fact."""

    shown = ClaimOnFact

    filter_names = ("review", "stance")

    stance: list[StanceValue] = Field(
        [], max_length=6, description="Only claims with these stances on the fact."
    )

    def filters(self) -> Values:
        """Return the values of every filter that is given."""
        return {**super().filters(), **self.published_by()}

    def _needs(self, part: Part) -> bool:
        # Stances are needed to find the verdict before a claim for the fact.
        return part == "stances"


class ClaimFilters(Reviewed):
    """Filters of claims: different ones are ANDed, values of the same one ORed."""

    filter_names = (*sorted(FILTERS.keys() - INNER), "fact", "stance", "q")

    q: Query | None = None
    source: list[SourceNamed] = Field(
        [],
        max_length=50,
        description="Only claims with one of these sources anywhere in the chain. "
        f"{BY_NAME}",
    )
    speaker: list[SourceNamed] = Field(
        [],
        max_length=50,
        description=f"Only claims with one of these sources at position 1. {BY_NAME}",
    )
    origin: list[SourceNamed] = Field(
        [],
        max_length=50,
        description="Only claims with one of these sources at the last position. "
        f"{BY_NAME}",
    )
    subject: list[SourceNamed] = Field(
        [],
        max_length=50,
        description=f"Only claims that are about one of these sources. {BY_NAME}",
    )
    article: list[Id] = Field(
        [],
        max_length=50,
        description="Only claims printed in one of these articles, by their ids.",
    )
    outlet: list[OutletNamed] = Field(
        [],
        max_length=50,
        description=f"Only claims published by one of these outlets. {BY_NAME}",
    )
    fact: list[FactNamed] = Field(
        [],
        max_length=50,
        description=f"Only claims with a stance on one of these facts. {FACT_BY_NAME}",
    )
    stance: list[StanceValue] = Field(
        [],
        max_length=6,
        description="Only claims with one of these stances on `fact`, or on any fact "
        "if `fact` is not given.",
    )
    form: list[Form] = Field(
        [], max_length=10, description="Only claims of these forms."
    )
    act: list[Act] = Field(
        [], max_length=20, description="Only claims with these acts."
    )
    anonymous: Flag | None = Field(
        None,
        description="`true`: only claims with an unnamed source at position 1; "
        "`false`: only claims without one. Neither finds claims of unresolved "
        "sources: `unresolved` does.",
        examples=["true"],
    )
    unresolved: Flag | None = Field(
        None,
        description="`true`: only claims with an unresolved source (of unknown "
        "identity) at position 1; `false`: only claims without one.",
        examples=["true"],
    )
    speaker_kind: list[SourceKind] = Field(
        [],
        max_length=10,
        description="Only claims with a source of one of these kinds at position 1.",
    )
    sector: list[ShortText] = Field(
        [],
        max_length=50,
        description="Only claims with a source of one of these sectors at position 1.",
        examples=[["military"]],
    )
    country: list[Country] = Field(
        [],
        max_length=50,
        description="Only claims with a source of one of these countries at position 1 "
        "(ISO 3166-1 alpha-2 codes).",
    )
    hedged: Flag | None = Field(
        None,
        description="`true`: only claims with hedges; `false`: only claims without.",
        examples=["true"],
    )
    language: list[Language] = Field(
        [], max_length=50, description="Only claims in these languages (BCP 47 tags)."
    )
    terms: list[Terms] = Field(
        [], max_length=10, description="Only claims made on these terms."
    )
    tag: list[TagName] = Field(
        [],
        max_length=50,
        description="Only claims with one of these tags, by name (in any spelling) "
        "or by id.",
        examples=[["belarus"]],
    )
    anchor: list[Anchor] = Field(
        [],
        max_length=4,
        description="Only claims with a span with one of these anchors.",
    )
    said_from: Instant | None = Field(
        None,
        description="Only claims that may have been said at this instant or later.",
    )
    said_to: Instant | None = Field(
        None, description="Only claims that may have been said before this instant."
    )
    about_from: Instant | None = Field(
        None,
        description="Only claims that may be about a time at this instant or later.",
    )
    about_to: Instant | None = Field(
        None, description="Only claims that may be about a time before this instant."
    )
    dated_from: Instant | None = Field(
        None, description="Only claims dated at this instant or later."
    )
    dated_to: Instant | None = Field(
        None, description="Only claims dated before this instant."
    )
    published_from: Instant | None = Field(
        None,
        description="Only claims of articles that may have been published at this "
        "instant or later.",
    )
    published_to: Instant | None = Field(
        None,
        description="Only claims of articles that may have been published before this "
        "instant.",
    )
    recorded_from: Instant | None = Field(
        None, description="Only claims recorded at this instant or later."
    )
    recorded_to: Instant | None = Field(
        None, description="Only claims recorded before this instant."
    )


class ClaimListParams(ClaimFilters, ClaimsParams, WithFacets):
    """The parameters of the list of claims."""
