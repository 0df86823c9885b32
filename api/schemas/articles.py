"""Wire format of articles and the revisions of their text."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from api.schemas.claims import ClaimBody
from api.schemas.dates import FuzzyDate, FuzzyDateOut, FuzzyDatePatch
from api.schemas.lists import ListParams, PageParams, Query, RecordParams
from api.schemas.refs import ArticleRef, Created, RevisionRef, SourceRef
from api.schemas.sources import Note, OutletIn
from api.schemas.types import (
    Answer,
    Body,
    EmbargoEnd,
    Id,
    Instant,
    Language,
    ShortText,
    Text,
)
from db.models.article import ArticleKind
from db.models.base import Visibility
from db.queries.articles import FILTERS
from db.values.urls import url_key


def address(url: str) -> str:
    """Return ``url`` if it is a web address."""
    url_key(url)
    return url


Url = Annotated[
    Text,
    Field(max_length=2000, examples=["https://example.org/2022/03/22/belarus"]),
    AfterValidator(address),
]
LongText = Annotated[Text, Field(min_length=1, max_length=5_000_000)]
Title = Annotated[Text, Field(min_length=1, max_length=2000)]


class ArticleColumns(Body):
    """What is known of an article."""

    outlet_id: Id | None = None
    outlet: OutletIn | None = None
    kind: ArticleKind = "news"
    url: Url | None = None
    title: Title | None = None
    byline: ShortText | None = None
    dateline: ShortText | None = None
    language: Language | None = None
    published: FuzzyDate | None = None
    root_article_id: Id | None = Field(
        None, description="The article that this one reprints."
    )
    availability: ShortText | None = Field(
        None, description="An open list; common are open, paywalled, removed, archived."
    )
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if self.outlet_id is not None and self.outlet is not None:
            message = "give outlet_id or outlet, not both"
            raise ValueError(message)
        return self


class ArticleIn(ArticleColumns):
    """An article to record, with its text and any number of its claims."""

    text: LongText | None = None
    captured_at: Instant | None = Field(None, description="When the text was; now.")
    archive_url: Url | None = None
    claims: Annotated[list[ClaimBody], Field(max_length=1000)] = []

    @model_validator(mode="after")
    def _says_of_what(self) -> Self:
        if self.text is None and (self.captured_at or self.archive_url):
            message = "captured_at and archive_url are those of a text"
            raise ValueError(message)
        return self


class ArticlePatch(ArticleColumns):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    # A merge patch merges into a date too.
    published: FuzzyDatePatch | None = None  # type: ignore[assignment]


class ArticleOut(Answer):
    """A stored article; ``revision`` is the newest one."""

    id: Id
    version: int
    outlet_id: Id | None
    outlet: SourceRef | None
    kind: ArticleKind
    url: str | None
    title: str | None
    byline: str | None
    dateline: str | None
    language: str | None
    published: FuzzyDateOut | None
    root_article_id: Id | None
    root_article: ArticleRef | None
    availability: str | None
    revision: RevisionRef | None
    visibility: Visibility
    embargo_until: Instant | None
    note: str | None
    created_at: Instant
    updated_at: Instant
    withdrawn_at: Instant | None


class ArticleCreated(ArticleOut):
    """A new article, and what was made with it."""

    created: list[Created]


class ArticlePage(Answer):
    """One page of articles; ``next_cursor`` is null on the last."""

    data: list[ArticleOut]
    next_cursor: str | None
    total: int | None = None


class RevisionIn(Body):
    """A new text of an article."""

    text: LongText
    title: Title | None = Field(None, description="The headline it now has.")
    captured_at: Instant | None = Field(None, description="When; now if not given.")
    archive_url: Url | None = None


class RevisionRow(RevisionRef):
    """A revision in a list."""

    article_id: Id
    archive_url: str | None


class RevisionOut(RevisionRow):
    """A revision with its text, which may not be kept."""

    text: str | None


class RevisionPage(Answer):
    """One page of revisions, the newest first; ``next_cursor`` is null on the last."""

    data: list[RevisionRow]
    next_cursor: str | None


class ArticleParams(RecordParams):
    """Query parameters of an article."""

    shown = ArticleOut


class RevisionParams(RecordParams):
    """Query parameters of a revision."""

    shown = RevisionOut


class RevisionListParams(PageParams):
    """Query parameters of the revisions of an article."""

    shown = RevisionRow


class ArticleListParams(ListParams):
    """Filters of the list: all ANDed, a repeated one is OR."""

    shown = ArticleOut
    filter_names = tuple(FILTERS)

    sort: Literal["-published", "published", "-recorded", "recorded"] = Field(
        "-published",
        description="`-published`: the latest first, those without a date last.",
        examples=["-recorded"],
    )
    outlet: list[Id] = Field([], max_length=50, description="Their outlets.")
    source: list[Id] = Field([], max_length=50, description="Sources they quote.")
    q: Query | None = None
    url: list[Url] = Field(
        [],
        max_length=50,
        description="Their addresses, however written.",
        examples=[["https://example.org/2022/03/22/belarus"]],
    )
    kind: list[ArticleKind] = Field([], max_length=12, description="Kinds.")
    language: list[Language] = Field([], max_length=50, description="Languages.")
    published_from: Instant | None = Field(
        None, description="Published in an interval that ends after this."
    )
    published_to: Instant | None = Field(
        None, description="Published in an interval that begins before this."
    )
