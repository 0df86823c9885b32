"""Wire format of sources and of what belongs to them."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.schemas.dates import FuzzyDate, FuzzyDateOut, FuzzyDatePatch
from api.schemas.refs import ArticleRef, Created, SourceRef
from api.schemas.types import (
    Answer,
    Body,
    Country,
    EmbargoEnd,
    Id,
    Instant,
    Language,
    ShortText,
    Text,
    matching,
)
from db.models.affiliation import AffiliationRelation
from db.models.base import Visibility
from db.models.source import NameKind, Seniority, SourceKind

Note = Annotated[Text, Field(max_length=10_000)]
Sector = Annotated[
    ShortText,
    Field(
        description="An open list; common are government, military, intelligence, "
        "diplomacy, opposition, politics, police, justice, business, media, science, "
        "health, church, civil_society.",
        examples=["military"],
    ),
]


class NameIn(Body):
    """Another name of a source."""

    name: ShortText
    kind: NameKind = "alias"
    language: Language | None = None


class NamePatch(NameIn):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    name: ShortText = ""


class NameOut(Answer):
    """A stored name."""

    id: Id
    source_id: Id
    name: str
    kind: NameKind
    language: str | None


class IdentifierIn(Body):
    """What another register calls a source."""

    scheme: Annotated[ShortText, matching(r"^[^:]+$"), Field(examples=["wikidata"])]
    value: Annotated[ShortText, Field(examples=["Q7184"])]


class IdentifierPatch(IdentifierIn):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    scheme: Annotated[ShortText, matching(r"^[^:]+$")] = ""
    value: ShortText = ""


class IdentifierOut(Answer):
    """A stored identifier."""

    id: Id
    source_id: Id
    scheme: str
    value: str


class SourceColumns(Body):
    """What is known of a source."""

    name: Annotated[ShortText, Field(examples=["NATO military official"])]
    people: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None, description="How many people the article says they are."
    )
    sector: Sector | None = None
    seniority: Seniority = "unknown"
    country_code: Country | None = None
    language: Language | None = None
    description: Note | None = None
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None


class SourceDetails(SourceColumns):
    """What is known of a source, with its other names and identifiers."""

    names: Annotated[list[NameIn], Field(max_length=100)] = []
    identifiers: Annotated[list[IdentifierIn], Field(max_length=100)] = []


class OrganisationIn(SourceDetails):
    """An organisation, a group or an outlet: found by its name, or made."""

    kind: Literal["organisation", "group", "outlet"] = "organisation"


class OutletIn(SourceDetails):
    """An outlet: found by its name, or made."""

    kind: Literal["outlet"] = "outlet"


class AffiliationIn(Body):
    """A tie of a source to an organisation, given by id or as it is called."""

    organisation_id: Id | None = None
    organisation: OrganisationIn | None = None
    relation: AffiliationRelation
    title: ShortText | None = None
    held: FuzzyDate | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.organisation_id is None) == (self.organisation is None):
            message = "give organisation_id or organisation, one of them"
            raise ValueError(message)
        return self


class AffiliationPatch(Body):
    """A merge patch of an affiliation."""

    organisation_id: Id = 1
    organisation: OrganisationIn | None = None
    relation: AffiliationRelation = "works_for"
    title: ShortText | None = None
    held: FuzzyDatePatch | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        given = {"organisation_id", "organisation"} & self.model_fields_set
        if len(given) > 1 or ("organisation" in given and self.organisation is None):
            message = "give organisation_id or organisation, one of them"
            raise ValueError(message)
        return self


class AffiliationOut(Answer):
    """A stored affiliation."""

    id: Id
    source_id: Id
    organisation_id: Id
    organisation: SourceRef
    relation: AffiliationRelation
    title: str | None
    held: FuzzyDateOut | None


class SourceSpec(SourceDetails):
    """A source as it stands where one is wanted: found by its name, or made."""

    kind: SourceKind
    ordinal: Annotated[int, Field(ge=1, le=1000)] = Field(
        1, description="2 for “another official” of the same article."
    )
    affiliations: Annotated[list[AffiliationIn], Field(max_length=100)] = []


class SourceIn(SourceSpec):
    """A source to register; an unnamed one belongs to the article that printed it."""

    article_id: Id | None = None


class SourcePatch(SourceColumns):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    name: ShortText = ""
    kind: SourceKind = "person"
    ordinal: Annotated[int, Field(ge=1, le=1000)] = 1


class SourceRow(Answer):
    """A source in a list."""

    id: Id
    version: int
    name: str
    label: str
    kind: SourceKind
    article_id: Id | None
    article: ArticleRef | None
    ordinal: int
    people: int | None
    sector: str | None
    seniority: Seniority
    country_code: str | None
    language: str | None
    description: str | None
    merged_into_id: Id | None
    merged_into: SourceRef | None
    visibility: Visibility
    embargo_until: Instant | None
    note: str | None
    created_at: Instant
    updated_at: Instant
    withdrawn_at: Instant | None


class SourceOut(SourceRow):
    """A single source."""

    names: list[NameOut]
    identifiers: list[IdentifierOut]
    affiliations: list[AffiliationOut]


class SourceCreated(SourceOut):
    """A new source, and what was made with it."""

    created: list[Created]


class SourcePage(Answer):
    """One page of sources; ``next_cursor`` is null on the last."""

    data: list[SourceRow]
    next_cursor: str | None
    total: int | None = None


class NamePage(Answer):
    """One page of other names; ``next_cursor`` is null on the last."""

    data: list[NameOut]
    next_cursor: str | None


class IdentifierPage(Answer):
    """One page of identifiers; ``next_cursor`` is null on the last."""

    data: list[IdentifierOut]
    next_cursor: str | None


class AffiliationPage(Answer):
    """One page of affiliations; ``next_cursor`` is null on the last."""

    data: list[AffiliationOut]
    next_cursor: str | None
