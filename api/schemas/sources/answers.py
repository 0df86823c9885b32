"""What is answered about sources and what belongs to them."""

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
    """What another register calls a source."""

    id: RecordId
    source_id: Id = Field(description=OF_SOURCE)
    scheme: str = Field(
        description="The register that uses the identifier.", examples=["wikidata"]
    )
    value: str = Field(
        description="What the register calls the source.", examples=["Q7184"]
    )


class AffiliationOut(Answer):
    """How a source is related to an organisation or a person, and its post."""

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
        description="How the source is related to it; null if only the title is known."
    )
    title: str | None = Field(
        description="The post the source has in the organisation; null if unknown.",
        examples=["Secretary General"],
    )
    held: FuzzyDateOut | None = Field(
        description="When the affiliation held; null if unknown."
    )


class AffiliationWritten(AffiliationOut):
    """An affiliation as it was written, and what was created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class SourceRow(Answer):
    """A source in a list."""

    id: RecordId
    version: Version
    name: str = Field(
        description="The name of the source; of an unnamed one, what the article calls "
        "it.",
        examples=["NATO military official"],
    )
    label: str = Field(
        description="The name, with what tells the source from others that are called "
        "so: of a named one an organisation, the country, an identifier or the id; of "
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
        description="Tells unnamed sources of one article apart that are called the "
        "same: 2 for “another official”."
    )
    people: int | None = Field(
        description="How many people the article says they are; null if it does not."
    )
    sector: str | None = Field(
        description="The field the source works in; null if unknown.",
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
        description="What other registers call it."
    )
    affiliations: list[AffiliationOut] = Field(
        description="The organisations it belongs to or speaks for."
    )


class SimilarSource(SourceRef):
    """A source that may be meant, beside what was sent."""

    agrees: list[str] = Field(
        description="The fields that say the same.", examples=[["kind"]]
    )
    contradicts: list[str] = Field(
        description="The fields that exclude each other.", examples=[["country_code"]]
    )


class SourceCreated(SourceOut):
    """A new source, and what was created with it."""

    created: CreatedRecords
    matched: MatchedRecords
    similar: list[SimilarSource] = Field(
        description="Other sources with this name, or one that is nearly the same."
    )


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
