"""Schemas of revisions in requests and responses."""

from typing import Annotated

from pydantic import Field

from api.schemas.anchors import Anchors, LostWords
from api.schemas.articles.fields import (
    ARCHIVE_URL,
    CAPTURED_AT,
    NEW,
    SIMILAR,
    LongText,
    Title,
    Url,
)
from api.schemas.columns import NextCursor
from api.schemas.dates import DateIn
from api.schemas.refs import ArticleRef, RevisionRef
from api.schemas.types import Answer, Body, Id, Instant, NotBlank, ShortText


class RevisionIn(Body):
    """A new text of an article, and its new title, byline and dates."""

    text: LongText
    title: Title | None = Field(
        None, description="The new headline; unchanged if not sent."
    )
    byline: Annotated[ShortText, NotBlank] | None = Field(
        None, description="The authors, as printed now; unchanged if not sent."
    )
    published: DateIn | None = Field(
        None,
        description="The date of publication, as printed now; unchanged if not sent.",
        examples=["2022-03-22"],
    )
    updated: DateIn | None = Field(
        None,
        description="The date of the last change, as printed now; unchanged if not "
        "sent.",
        examples=["2022-03-23"],
    )
    captured_at: Instant | None = Field(None, description=CAPTURED_AT)
    archive_url: Url | None = Field(None, description=ARCHIVE_URL)
    new: bool = Field(False, description=NEW)


class RevisionRow(RevisionRef):
    """A revision in a list."""

    article_id: Id = Field(description="The id of the article.")
    archive_url: str | None = Field(description=ARCHIVE_URL)


class RevisionOut(RevisionRow):
    """A revision with its text."""

    text: str | None = Field(
        description="The text; null if it may not be stored, or was erased."
    )
    anchors: Anchors | None = Field(
        description="The anchors of the article's claims in this text; null if "
        "it is not the newest."
    )
    orphaned: list[LostWords] = Field(
        description="Claims with words that are missing in this text, in the order of "
        "the document, up to 100 spans; the filter `anchor=orphaned` of claims finds "
        "all. Empty if it is not the newest."
    )


class RevisionStored(RevisionOut):
    """A stored revision, and other articles with its text."""

    similar: list[ArticleRef] = Field(description=SIMILAR)


class RevisionPage(Answer):
    """One page of revisions, the newest first."""

    data: list[RevisionRow] = Field(description="The revisions of this page.")
    next_cursor: NextCursor
