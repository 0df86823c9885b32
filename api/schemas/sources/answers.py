"""Schemas of sources and their children in responses."""

from pydantic import Field

from api.schemas.closed_lists import (
    AffiliationRelation,
    NameKind,
    Seniority,
    SourceKind,
    Visibility,
)
from api.schemas.columns import (
    CountryCode,
    CreatedAt,
    EmbargoedUntil,
    LanguageTag,
    NextCursor,
    NoteText,
    RecordId,
    UpdatedAt,
    Version,
    WithdrawnAt,
)
from api.schemas.dates import FuzzyDateOut
from api.schemas.facets import SourceFacetsOfPage
from api.schemas.refs import ArticleRef, CreatedRecords, MatchedRecords, SourceRef
from api.schemas.search_bounds import SearchBounds
from api.schemas.totals import Total
from api.schemas.types import Answer, Id

OF_SOURCE = "The id of the source."


class NameOut(Answer):
    """Another name of a source."""

    id: RecordId
    source_id: Id = Field(description=OF_SOURCE)
    name: str = Field(description="The other name.", examples=["DoD"])
    kind: NameKind
    language: LanguageTag


class IdentifierOut(Answer):
    """The identifier of a source in another register."""

    id: RecordId
    source_id: Id = Field(description=OF_SOURCE)
    scheme: str = Field(
        description="The register that uses the identifier.", examples=["wikidata"]
    )
    value: str = Field(
        description="The identifier of the source in the register.", examples=["Q7184"]
    )


class AffiliationOut(Answer):
    """An affiliation of a source with an organisation or a person, and its title."""

    id: RecordId
    source_id: Id = Field(description=OF_SOURCE)
    organisation_id: Id | None = Field(
        description="The id of the organisation or the person; null if only the title "
        "is known."
    )
    organisation: SourceRef | None = Field(
        description="The organisation or the person; null if only the title is known."
    )
    relation: AffiliationRelation | None = Field(
        description="The relation of the source to it; null if only the title is known."
    )
    title: str | None = Field(
        description="The post of the source in the organisation; null if unknown.",
        examples=["Secretary General"],
    )
    held: FuzzyDateOut | None = Field(
        description="The duration of the affiliation; null if unknown."
    )


class AffiliationWritten(AffiliationOut):
    """A written affiliation, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class SourceRow(Answer):
    """A source in a list."""

    id: RecordId
    version: Version
    name: str = Field(
        description="The name of the source; for an unnamed one, the words of the "
        "article.",
        examples=["NATO military official"],
    )
    label: str = Field(
        description="The name, with a distinction from other sources with that name: "
        "for a named one an organisation, the country, an identifier or the id; for "
        "an unnamed one the outlet, the date of the article and the id.",
        examples=["NATO military official · CNN 2022-03-22 · #8"],
    )
    kind: SourceKind
    article_id: Id | None = Field(
        description="The id of the article that printed an unnamed source; null for a "
        "named one."
    )
    article: ArticleRef | None = Field(
        description="The article that printed an unnamed source."
    )
    ordinal: int = Field(
        description="Distinguishes unnamed sources of one article with the same "
        "name: 2 for “another official”."
    )
    people: int | None = Field(
        description="The number of people, as printed; null if it is not."
    )
    sector: str | None = Field(
        description="The field in which the source works; null if unknown.",
        examples=["military"],
    )
    seniority: Seniority
    country_code: CountryCode
    language: LanguageTag
    description: str | None = Field(
        description="Who or what the source is, in a few words."
    )
    merged_into_id: Id | None = Field(
        description="The id of the source into which it was merged; null if it was not."
    )
    merged_into: SourceRef | None = Field(
        description="The source into which it was merged."
    )
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    created_at: CreatedAt
    updated_at: UpdatedAt
    withdrawn_at: WithdrawnAt


class SourceOut(SourceRow):
    """A single source."""

    names: list[NameOut] = Field(description="Its other names.")
    identifiers: list[IdentifierOut] = Field(
        description="Its identifiers in other registers."
    )
    affiliations: list[AffiliationOut] = Field(
        description="The organisations to which it belongs or for which it speaks."
    )


class SimilarSource(SourceRef):
    """A source that may be meant, compared with the sent description."""

    agrees: list[str] = Field(description="The fields that agree.", examples=[["kind"]])
    contradicts: list[str] = Field(
        description="The fields that contradict each other.",
        examples=[["country_code"]],
    )


class SourceChanged(SourceOut):
    """A changed source, with the sources it may be confused with."""

    similar: list[SimilarSource] = Field(
        description="Other sources with this name, exactly or nearly."
    )


class SourceCreated(SourceChanged):
    """A new source, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class SourcePage(Answer):
    """One page of sources."""

    data: list[SourceRow] = Field(description="The sources of this page.")
    next_cursor: NextCursor
    total: Total = None
    facets: SourceFacetsOfPage = None
    search: SearchBounds = None


class NamePage(Answer):
    """One page of other names."""

    data: list[NameOut] = Field(description="The names of this page.")
    next_cursor: NextCursor


class IdentifierPage(Answer):
    """One page of identifiers."""

    data: list[IdentifierOut] = Field(description="The identifiers of this page.")
    next_cursor: NextCursor


class AffiliationPage(Answer):
    """One page of affiliations."""

    data: list[AffiliationOut] = Field(description="The affiliations of this page.")
    next_cursor: NextCursor
