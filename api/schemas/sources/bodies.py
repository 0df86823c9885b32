"""What is sent about sources and what belongs to them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.closed_lists import (
    AffiliationRelation,
    NameKind,
    OrganisationKind,
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
        description="A remark by the analysts. It was not printed.",
    ),
]
Sector = Annotated[
    ShortText,
    Field(
        description="The field the source works in. An open list; common values are "
        "government, military, intelligence, diplomacy, opposition, politics, police, "
        "justice, business, media, science, health, church and civil_society.",
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
    Field(description="What the register calls the source.", examples=["Q7184"]),
]
SourceName = Annotated[
    Name,
    Field(
        description="The name of the source; of an unnamed one, what the article calls "
        "it.",
        examples=["NATO military official"],
    ),
]
Ordinal = Annotated[
    int,
    Field(
        ge=1,
        le=1000,
        description="Tells unnamed sources of one article apart that are called the "
        "same: 2 for “another official”.",
        examples=[1],
    ),
]
Title = Annotated[
    Name,
    Field(
        description="The post the source has in the organisation.",
        examples=["Secretary General"],
    ),
]
ORGANISATION_ID = "The id of the organisation; or send `organisation`."
ORGANISATION = (
    "The organisation, described: found by its name, or created; or send "
    "`organisation_id`."
)
HELD = (
    "When the affiliation held; null if unknown. Since or until some time is one end "
    "alone, without a precision."
)
ONE_ORGANISATION = "Send either organisation_id or organisation."


class NameIn(Body):
    """Another name of a source."""

    name: OtherName
    kind: NameKind = "alias"
    language: Language | None = None


class NamePatch(NameIn):
    """A merge patch: only the fields that are sent change."""

    name: OtherName = ""


class IdentifierIn(Body):
    """What another register calls a source."""

    scheme: Scheme
    value: IdentifierValue


class IdentifierPatch(IdentifierIn):
    """A merge patch: only the fields that are sent change."""

    scheme: Scheme = ""
    value: IdentifierValue = ""


class SourceColumns(Body):
    """What is known about a source."""

    name: SourceName
    people: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        None,
        description="How many people the article says they are; null if it does not.",
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
    """What is known about a source, with its other names and identifiers."""

    names: Annotated[list[NameIn], Field(max_length=100)] = Field(
        [], description="Its other names."
    )
    identifiers: Annotated[list[IdentifierIn], Field(max_length=100)] = Field(
        [], description="What other registers call it."
    )
    new: bool = Field(
        False,
        description="Whether to create another source even if one is called the same. "
        "A source that is posted to `/sources` is new in any case.",
    )


class OrganisationIn(SourceDetails):
    """An organisation, a group or an outlet: found by its name, or created."""

    kind: OrganisationKind = "organisation"


class OutletIn(SourceDetails):
    """An outlet: found by its name, or created."""

    kind: OutletKind = "outlet"


class AffiliationIn(Body):
    """How a source is related to an organisation, which is given by id or described."""

    organisation_id: Id | None = Field(None, description=ORGANISATION_ID)
    organisation: OrganisationIn | None = Field(None, description=ORGANISATION)
    relation: AffiliationRelation
    title: Title | None = None
    held: DateIn | None = Field(None, description=HELD, examples=["2022"])

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.organisation_id is None) == (self.organisation is None):
            raise ValueError(ONE_ORGANISATION)
        return self


class AffiliationPatch(Body):
    """A merge patch of an affiliation."""

    organisation_id: Id = Field(1, description=ORGANISATION_ID)
    organisation: OrganisationIn | None = Field(None, description=ORGANISATION)
    relation: AffiliationRelation = "works_for"
    title: Title | None = None
    held: DatePatch | None = Field(None, description=HELD, examples=["2022"])

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        given = {"organisation_id", "organisation"} & self.model_fields_set
        if len(given) > 1 or ("organisation" in given and self.organisation is None):
            raise ValueError(ONE_ORGANISATION)
        return self


class SourceSpec(SourceDetails):
    """A described source: found by its name, or created."""

    kind: SourceKind
    ordinal: Ordinal = 1
    affiliations: Annotated[list[AffiliationIn], Field(max_length=100)] = Field(
        [], description="The organisations it belongs to or speaks for."
    )


class SourceIn(SourceSpec):
    """A source to register; an unnamed one belongs to the article that printed it."""

    article_id: Id | None = Field(
        None,
        description="The id of the article that printed an unnamed source; not sent "
        "for a named one.",
    )


class SourcePatch(SourceColumns):
    """A merge patch: only the fields that are sent change."""

    name: SourceName = ""
    kind: SourceKind = "person"
    ordinal: Ordinal = 1
