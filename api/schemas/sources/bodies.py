"""What is sent about sources and what belongs to them."""

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
        description="The post the source has, in the organisation if there is one.",
        examples=["Secretary General"],
    ),
]
ORGANISATION_ID = (
    "The id of the organisation, or of the person for `works_for`, `represents`, "
    "`relative_of` and `close_to`; or send `organisation`. Neither, if only the title "
    "is known."
)
ORGANISATION = (
    "The organisation or the person, described: found by its name, or created; or send "
    "`organisation_id`."
)
RELATION = "How the source is related to it; null if only the title is known."
HELD = (
    "When the affiliation held; null if unknown. Since or until some time is one end "
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
        description="Whether this source has the name as well, although it is that of "
        "another one.",
    )


class NamePatch(AddedNameIn):
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
    """An organisation, an outlet or a person: found by its name, or created."""

    kind: AffiliatedKind = Field(
        "organisation",
        description="What it is. If it is not sent: an organisation, or a person for "
        "`relative_of`.",
    )


class OutletIn(SourceDetails):
    """An outlet: found by its name, or created."""

    kind: OutletKind = "outlet"


class AffiliationIn(Body):
    """How a source is related to another one, which is given by id or described.

    A title alone says what a source is, without an organisation.
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
    """A described source: found by its name, or created."""

    kind: SourceKind
    ordinal: Ordinal = 1
    affiliations: Annotated[list[AffiliationIn], Field(max_length=100)] = Field(
        [], description="Whom it belongs to, speaks for or is close to, and its posts."
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
