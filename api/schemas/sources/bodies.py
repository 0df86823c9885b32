"""Schemas of sources and their children in requests."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.closed_lists import (
    AffiliatedKind,
    AffiliationRelation,
    NameKind,
    OutletKind,
    Seniority,
    SourceKind,
    Visibility,
)
from api.schemas.dates import DateIn, DatePatch
from api.schemas.types import (
    Body,
    Country,
    EmbargoEnd,
    Id,
    Language,
    Name,
    ShortText,
    Text,
    matching,
)

Note = Annotated[
    Text,
    Field(
        max_length=10_000,
        description="A remark by the analysts, which was not printed.",
    ),
]
Sector = Annotated[
    ShortText,
    Field(
        description="The field in which the source works. An open list; common values "
        "are government, military, intelligence, diplomacy, opposition, politics, "
        "police, justice, business, media, science, health, church and civil_society.",
        examples=["military"],
    ),
]
OtherName = Annotated[Name, Field(description="The other name.", examples=["DoD"])]
Scheme = Annotated[
    ShortText,
    matching(r"^[^:]+$"),
    Field(
        description="The register that uses the identifier; without colons.",
        examples=["wikidata"],
    ),
]
IdentifierValue = Annotated[
    ShortText,
    Field(
        description="The identifier of the source in the register.", examples=["Q7184"]
    ),
]
SourceName = Annotated[
    Name,
    Field(
        description="The name of the source; for an unnamed one, the words of the "
        "article.",
        examples=["NATO military official"],
    ),
]
Ordinal = Annotated[
    int,
    Field(
        ge=1,
        le=1000,
        description="Distinguishes unnamed sources of one article with the same "
        "name: 2 for “another official”.",
        examples=[1],
    ),
]
Title = Annotated[
    Name,
    Field(
        description="The post of the source, in the organisation if there is one.",
        examples=["Secretary General"],
    ),
]
ORGANISATION_ID = (
    "The id of the organisation, or of the person for `works_for`, `represents`, "
    "`relative_of` and `close_to`; or send `organisation`. Neither, if only the title "
    "is known."
)
ORGANISATION = (
    "A description of the organisation or the person, which is matched by name or "
    "created; or send `organisation_id`."
)
RELATION = "The relation of the source to it; null if only the title is known."
HELD = (
    "The duration of the affiliation; null if unknown. “Since” or “until” is one end "
    "alone, without a precision."
)
ONE_ORGANISATION = "Send either organisation_id or organisation."
NO_ORGANISATION = "Send organisation_id, organisation, or a title alone."
NO_RELATION = "With an organisation, send a relation."


class NameIn(Body):
    """Another name of a source."""

    name: OtherName
    kind: NameKind = "alias"
    language: Language | None = None


class AddedNameIn(NameIn):
    """Another name to give to a source."""

    new: bool = Field(
        False,
        description="Whether both sources have this name, if it is already the name of "
        "another one.",
    )


class NamePatch(AddedNameIn):
    """A merge patch: only the sent fields change."""

    name: OtherName = ""


class IdentifierIn(Body):
    """The identifier of a source in another register."""

    scheme: Scheme
    value: IdentifierValue


class IdentifierPatch(IdentifierIn):
    """A merge patch: only the sent fields change."""

    scheme: Scheme = ""
    value: IdentifierValue = ""


class SourceColumns(Body):
    """The data of a source."""

    name: SourceName
    people: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None,
        description="The number of people, as printed; null if it is not.",
        examples=[2],
    )
    sector: Sector | None = None
    seniority: Seniority = "unknown"
    country_code: Country | None = None
    language: Language | None = None
    description: Note | None = Field(
        None, description="Who or what the source is, in a few words."
    )
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None


class SourceDetails(SourceColumns):
    """The data of a source, with its other names and identifiers."""

    names: Annotated[list[NameIn], Field(max_length=100)] = Field(
        [], description="Its other names."
    )
    identifiers: Annotated[list[IdentifierIn], Field(max_length=100)] = Field(
        [], description="Its identifiers in other registers."
    )
    new: bool = Field(
        False,
        description="Whether to create another source even if one has the same name. "
        "A source that is posted to `/sources` is new in any case.",
    )


class OrganisationIn(SourceDetails):
    """A description of an organisation or a person: matched by name or created."""

    kind: AffiliatedKind = Field(
        "organisation",
        description="The kind of source. The default is an organisation, or a person "
        "for `relative_of`.",
    )


class OutletIn(SourceDetails):
    """A description of an outlet, which is matched by name or created."""

    kind: OutletKind = "outlet"


class AffiliationIn(Body):
    """An affiliation of a source with another one, given by id or described.

    A title alone describes a post without an organisation.
    """

    organisation_id: Id | None = Field(None, description=ORGANISATION_ID)
    organisation: OrganisationIn | None = Field(None, description=ORGANISATION)
    relation: AffiliationRelation | None = Field(None, description=RELATION)
    title: Title | None = None
    held: DateIn | None = Field(None, description=HELD, examples=["2022"])

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        named = {self.organisation_id is not None, self.organisation is not None}
        if named == {True}:
            raise ValueError(ONE_ORGANISATION)
        if named == {False} and self.title is None:
            raise ValueError(NO_ORGANISATION)
        if True in named and self.relation is None:
            raise ValueError(NO_RELATION)
        return self


class AffiliationPatch(Body):
    """A merge patch of an affiliation."""

    organisation_id: Id | None = Field(None, description=ORGANISATION_ID)
    organisation: OrganisationIn | None = Field(None, description=ORGANISATION)
    relation: AffiliationRelation | None = Field(None, description=RELATION)
    title: Title | None = None
    held: DatePatch | None = Field(None, description=HELD, examples=["2022"])

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        given = {"organisation_id", "organisation"} & self.model_fields_set
        if len(given) > 1 or ("organisation" in given and self.organisation is None):
            raise ValueError(ONE_ORGANISATION)
        return self


class SourceSpec(SourceDetails):
    """A description of a source, which is matched by name or created."""

    kind: SourceKind
    ordinal: Ordinal = 1
    affiliations: Annotated[list[AffiliationIn], Field(max_length=100)] = Field(
        [], description="Its affiliations and posts."
    )


class SourceIn(SourceSpec):
    """A source to register; an unnamed one belongs to the article that printed it."""

    article_id: Id | None = Field(
        None,
        description="The id of the article that printed an unnamed source; not sent "
        "for a named one.",
    )


class SourcePatch(SourceColumns):
    """A merge patch: only the sent fields change."""

    name: SourceName = ""
    kind: SourceKind = "person"
    ordinal: Ordinal = 1
