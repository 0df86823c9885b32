"""What is answered about articles and the revisions of their text."""

from pydantic import Field

from api.schemas.anchors import Anchors, LostWords
from api.schemas.articles.bodies import ARCHIVE_URL, AVAILABILITY, PUBLISHED, ROOT
from api.schemas.closed_lists import ArticleKind, Visibility
from api.schemas.columns import (
    CreatedAt,
    EmbargoedUntil,
    LanguageTag,
    NextCursor,
    NoteText,
    RecordId,
    Total,
    UpdatedAt,
    Version,
    WithdrawnAt,
)
from api.schemas.dates import FuzzyDateOut
from api.schemas.refs import ArticleRef, CreatedRecords, RevisionRef, SourceRef
from api.schemas.types import Answer, Id


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
    root_article_id: Id | None = Field(description=ROOT)
    root_article: ArticleRef | None = Field(
        description="The article that this one reprints."
    )
    availability: str | None = Field(description=AVAILABILITY)
    revision: RevisionRef | None = Field(
        description="The newest revision, without its text; null if no text is stored."
    )
    visibility: Visibility
    embargo_until: EmbargoedUntil
    note: NoteText
    created_at: CreatedAt
    updated_at: UpdatedAt
    withdrawn_at: WithdrawnAt


class ArticleOut(ArticleRow):
    """An article; its texts are its revisions."""

    anchors: Anchors = Field(
        description="How the spans of its claims stand in its newest text."
    )


class ArticleCreated(ArticleOut):
    """A new article, and what was created with it."""

    created: CreatedRecords


class ArticlePage(Answer):
    """One page of articles."""

    data: list[ArticleRow] = Field(description="The articles of this page.")
    next_cursor: NextCursor
    total: Total = None


class RevisionRow(RevisionRef):
    """A revision in a list."""

    article_id: Id = Field(description="The id of the article.")
    archive_url: str | None = Field(description=ARCHIVE_URL)


class RevisionOut(RevisionRow):
    """A revision with its text."""

    text: str | None = Field(
        description="The text; null if it may not be kept, or was erased."
    )
    anchors: Anchors | None = Field(
        description="How the spans of the article's claims stand in this text; null if "
        "it is not the newest."
    )
    orphaned: list[LostWords] = Field(
        description="Claims with words that are not in this text, in the order of "
        "the document, up to 100 spans; the filter `anchor=orphaned` of claims finds "
        "all. Empty if it is not the newest."
    )


class RevisionPage(Answer):
    """One page of revisions, the newest first."""

    data: list[RevisionRow] = Field(description="The revisions of this page.")
    next_cursor: NextCursor
