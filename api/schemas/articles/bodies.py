"""What is sent about articles and the revisions of their text."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from api.schemas.claims import ClaimBody
from api.schemas.closed_lists import ArticleKind, Visibility
from api.schemas.dates import DateIn, DatePatch
from api.schemas.sources import Note, OutletIn
from api.schemas.types import (
    Body,
    EmbargoEnd,
    Id,
    Instant,
    Language,
    ShortText,
    Text,
    storable,
)
from db.values.urls import url_key

PUBLISHED = (
    "When it was published: at the latest tomorrow, and not before its claims were "
    "said; null if unknown."
)
ROOT = "The id of the article that this one reprints; null if it reprints none."
AVAILABILITY = (
    "Whether the article can still be read. An open list; common values are open, "
    "paywalled, removed and archived."
)
CAPTURED_AT = "When the text was captured, not in the future; now if not given."
ARCHIVE_URL = "The web address of an archived copy of this text."


def address(url: str) -> str:
    """Return ``url`` if it is a web address."""
    url_key(url)
    return url


Url = Annotated[
    Text,
    Field(
        max_length=2000,
        description="A web address, which begins with http:// or https://.",
        examples=["https://example.org/2022/03/22/belarus"],
    ),
    AfterValidator(address),
]
LongText = Annotated[
    str,  # as it is sent: offsets in the same request count in it
    AfterValidator(storable),
    Field(
        min_length=1,
        max_length=5_000_000,
        description="The text of the article, as plain text. Offsets in the same "
        "request count in it as it is sent; it is stored in NFC with LF line ends, and "
        "they are moved with it.",
    ),
]
Title = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=2000,
        description="The headline.",
        examples=["Minister sees no sign of frost"],
    ),
]


class ArticleColumns(Body):
    """What is known about an article."""

    outlet_id: Id | None = Field(
        None, description="The id of the outlet that published it; or send `outlet`."
    )
    outlet: OutletIn | None = Field(
        None,
        description="The outlet that published it, described: found by its name, or "
        "created; or send `outlet_id`.",
    )
    kind: ArticleKind = "news"
    url: Url | None = None
    title: Title | None = None
    byline: ShortText | None = Field(
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
    root_article_id: Id | None = Field(None, description=ROOT)
    availability: ShortText | None = Field(
        None, description=AVAILABILITY, examples=["open"]
    )
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if self.outlet_id is not None and self.outlet is not None:
            message = "Send either outlet_id or outlet, not both."
            raise ValueError(message)
        return self


class ArticleIn(ArticleColumns):
    """An article to record, with its text and any number of its claims."""

    text: LongText | None = None
    captured_at: Instant | None = Field(None, description=CAPTURED_AT)
    archive_url: Url | None = Field(None, description=ARCHIVE_URL)
    claims: Annotated[list[ClaimBody], Field(max_length=1000)] = Field(
        [], description="The claims in the article."
    )

    @model_validator(mode="after")
    def _says_of_what(self) -> Self:
        if self.text is None and (self.captured_at or self.archive_url):
            message = "captured_at and archive_url need a text."
            raise ValueError(message)
        return self


class ArticlePatch(ArticleColumns):
    """A merge patch: only the fields that are sent change."""

    # A merge patch merges into a date too.
    published: DatePatch | None = Field(  # type: ignore[assignment]
        None, description=PUBLISHED, examples=["2022-03-22"]
    )


class RevisionIn(Body):
    """A new text of an article, and what else of it is new."""

    text: LongText
    title: Title | None = Field(
        None, description="The headline it now has; unchanged if not given."
    )
    byline: ShortText | None = Field(
        None, description="The authors, as now printed; unchanged if not given."
    )
    published: DateIn | None = Field(
        None,
        description="When it was published, as it now says; unchanged if not given.",
        examples=["2022-03-22"],
    )
    captured_at: Instant | None = Field(None, description=CAPTURED_AT)
    archive_url: Url | None = Field(None, description=ARCHIVE_URL)
