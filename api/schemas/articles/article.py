"""Schemas of articles in requests and responses."""

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from api.schemas.anchors import Anchors
from api.schemas.articles.fields import (
    ARCHIVE_URL,
    CAPTURED_AT,
    NEW,
    PUBLISHED,
    SIMILAR,
    AddressIn,
    AddressOut,
    ArticleIdentifierIn,
    ArticleIdentifierOut,
    LongText,
    Title,
    Url,
)
from api.schemas.claims import ClaimBody, Hidden
from api.schemas.closed_lists import ArticleKind, Availability, Visibility
from api.schemas.columns import (
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
from api.schemas.dates import DateIn, DatePatch, FuzzyDateOut
from api.schemas.facets import ArticleFacetsOfPage
from api.schemas.refs import (
    ArticleRef,
    CreatedRecords,
    MatchedRecords,
    RevisionRef,
    SourceRef,
)
from api.schemas.search_bounds import SearchBounds
from api.schemas.sources import Note, OutletIn
from api.schemas.totals import Total
from api.schemas.types import (
    Answer,
    Body,
    EmbargoEnd,
    Id,
    Instant,
    Language,
    NotBlank,
    ShortText,
)

ROOT = "The id of the article that this one reprints; null if it reprints none."
UPDATED = (
    "When its outlet last changed it: at the latest tomorrow, and not before the "
    "publication; null if unknown."
)
AVAILABILITY = "What became of the article; null if nobody has checked."


class ArticleColumns(Body):
    """The data of an article."""

    outlet_id: Id | None = Field(
        None, description="The id of the outlet that published it; or send `outlet`."
    )
    outlet: OutletIn | None = Field(
        None,
        description="A description of the outlet that published it, which is matched "
        "by name or created; or send `outlet_id`.",
    )
    kind: ArticleKind = "news"
    url: Url | None = None
    addresses: Annotated[list[AddressIn], Field(max_length=50)] = Field(
        [],
        description="Other web addresses of the article. In a patch, all of them: "
        "if only `url` is sent, its old value is kept as `former`.",
    )
    identifiers: Annotated[list[ArticleIdentifierIn], Field(max_length=50)] = Field(
        [], description="External identifiers of the article; in a patch, all of them."
    )
    title: Title | None = None
    byline: Annotated[ShortText, NotBlank] | None = Field(
        None,
        description="The authors, as printed.",
        examples=["By Jim Sciutto and Natasha Bertrand"],
    )
    dateline: ShortText | None = Field(
        None, description="The place and date, as printed.", examples=["BRUSSELS"]
    )
    language: Language | None = None
    published: DateIn | None = Field(
        None, description=PUBLISHED, examples=["2022-03-22"]
    )
    updated: DateIn | None = Field(None, description=UPDATED, examples=["2022-03-23"])
    root_article_id: Id | None = Field(None, description=ROOT)
    availability: Availability | None = Field(None, description=AVAILABILITY)
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if self.outlet_id is not None and self.outlet is not None:
            message = "Send either outlet_id or outlet, not both."
            raise ValueError(message)
        return self


WAY_ROOT, WAY_SENT = "(root)", "(sent)"


def _way_of_claims(given: object) -> str:
    return WAY_ROOT if isinstance(given, str) else WAY_SENT


ClaimsIn = Annotated[
    Annotated[list[ClaimBody], Field(max_length=1000), Tag(WAY_SENT)]
    | Annotated[Literal["root"], Tag(WAY_ROOT)],
    Discriminator(_way_of_claims),
]


class TakenClaim(Answer):
    """A claim that was taken over from the root article."""

    claim_id: Id = Field(description="The id of the new claim.")
    root_claim_id: Id = Field(description="The id of the claim of the root article.")


class LeftClaim(Answer):
    """A claim of the root article that was not taken over."""

    root_claim_id: Id = Field(description="The id of the claim of the root article.")
    text: str = Field(
        description="The words of the claim.", examples=["There is no sign of frost"]
    )
    reason: str = Field(
        description="Why it was not taken over.",
        examples=["These words are not in the text."],
    )


class ArticleIn(ArticleColumns):
    """An article to record, with its text and any number of its claims."""

    text: LongText | None = None
    captured_at: Instant | None = Field(None, description=CAPTURED_AT)
    archive_url: Url | None = Field(None, description=ARCHIVE_URL)
    new: bool = Field(False, description=NEW)
    claims: ClaimsIn = Field(
        [],
        description="The claims in the article. Or `root`: the claims of the article "
        "in `root_article_id` whose words are in the text of this one.",
    )

    @property
    def own_claims(self) -> list[ClaimBody]:
        """Return the claims in the request."""
        return [] if self.claims == "root" else self.claims

    @model_validator(mode="after")
    def _reprints_something(self) -> Self:
        if self.claims == "root" and self.root_article_id is None:
            message = "claims is root: send root_article_id and the text too."
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _says_of_what(self) -> Self:
        if self.text is None and (self.captured_at or self.archive_url):
            message = "captured_at and archive_url require a text."
            raise ValueError(message)
        return self


class ArticlePatch(ArticleColumns):
    """A merge patch: only the sent fields change."""

    new: bool = Field(False, description=NEW)
    # A merge patch also merges into a date.
    published: DatePatch | None = Field(  # type: ignore[assignment]  # a patch takes parts of a date
        None, description=PUBLISHED, examples=["2022-03-22"]
    )
    updated: DatePatch | None = Field(  # type: ignore[assignment]  # a patch takes parts of a date
        None, description=UPDATED, examples=["2022-03-23"]
    )


class ArticleRow(Answer):
    """An article in a list; its texts are its revisions."""

    id: RecordId
    version: Version
    outlet_id: Id | None = Field(
        description="The id of the outlet that published it; null if there is none."
    )
    outlet: SourceRef | None = Field(description="The outlet that published it.")
    kind: ArticleKind
    url: str | None = Field(description="The web address; null if unknown.")
    title: str | None = Field(description="The headline; null if unknown.")
    byline: str | None = Field(description="The authors, as printed.")
    dateline: str | None = Field(description="The place and date, as printed.")
    language: LanguageTag
    published: FuzzyDateOut | None = Field(description=PUBLISHED)
    updated: FuzzyDateOut | None = Field(description=UPDATED)
    root_article_id: Id | None = Field(description=ROOT)
    root_article: ArticleRef | None = Field(
        description="The article that this one reprints."
    )
    availability: Availability | None = Field(description=AVAILABILITY)
    revision: RevisionRef | None = Field(
        description="The newest revision, without its text; null if no text is stored."
    )
    merged_into_id: Id | None = Field(
        description="The id of the article into which it was merged and which "
        "represents it; null if it was not."
    )
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    created_at: CreatedAt
    updated_at: UpdatedAt
    withdrawn_at: WithdrawnAt


class ArticleOut(ArticleRow):
    """An article; its texts are its revisions."""

    addresses: list[AddressOut] = Field(
        description="The web addresses of the article, including `url`."
    )
    identifiers: list[ArticleIdentifierOut] = Field(
        description="The external identifiers of the article."
    )
    anchors: Anchors | None = Field(
        description="The anchors of its claims in its newest text; null with "
        "`version`, which shows only the article."
    )


class ArticleCreated(ArticleOut):
    """A new article, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords
    similar: list[ArticleRef] = Field(description=SIMILAR)
    taken: list[TakenClaim] = Field(
        description="With `claims: root`: the claims that were taken over."
    )
    left: list[LeftClaim] = Field(
        description="With `claims: root`: the claims that were not taken over, and why."
    )
    hidden: Hidden = Field(
        description="How many of its claims are drafts, which lists leave out unless "
        "`review` includes them."
    )


class ArticleChanged(ArticleOut):
    """A changed article, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class ArticlePage(Answer):
    """One page of articles."""

    data: list[ArticleRow] = Field(description="The articles of this page.")
    next_cursor: NextCursor
    total: Total = None
    facets: ArticleFacetsOfPage = None
    search: SearchBounds = None
