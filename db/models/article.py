"""Articles, with their addresses, identifiers and the revisions of their texts."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.models.base import (
    ERASED,
    Base,
    Editable,
    LiveKey,
    Visibility,
    editable_rules,
    fuzzy_checks,
    merge_rules,
    one_live,
    one_of,
    refers_to,
)
from db.values.types import Key

ArticleKind = Literal[
    "news",
    "analysis",
    "opinion",
    "interview",
    "transcript",
    "press_release",
    "statement",
    "post",
    "broadcast",
    "report",
    "record",
    "note",
]
Availability = Literal["available", "corrected", "retracted", "removed"]
IdentifierScheme = Literal["doi", "guid", "wire"]
AddressKind = Literal["canonical", "amp", "mobile", "archive", "former"]


class ArticleAddress(LiveKey):
    """An address of an article, present or past; ``Article.url`` is one of them.

    Addresses of one article with the same key are numbered by ``ordinal`` from 1, so
    that no other article can have that key.
    """

    __tablename__ = "article_address"
    __table_args__ = (
        one_of("kind", get_args(AddressKind)),
        one_of("visibility", get_args(Visibility)),
        CheckConstraint("ordinal >= 1", name="ordinal"),
        Index("ix_article_address_article", "article_id"),
        Index("ix_article_address_key", "url_key"),
        one_live("uq_article_address_live", "url_key", "ordinal"),
    )

    article_id: Mapped[Key] = mapped_column(ForeignKey("article.id"))
    kind: Mapped[str]
    url: Mapped[str]
    url_key: Mapped[str]
    ordinal: Mapped[int]


class ArticleIdentifier(LiveKey):
    """An external identifier of an article, unique globally or in its outlet."""

    __tablename__ = "article_identifier"
    __table_args__ = (
        one_of("scheme", get_args(IdentifierScheme)),
        one_of("visibility", get_args(Visibility)),
        CheckConstraint("value <> ''", name="value"),
        Index("ix_article_identifier_article", "article_id"),
        Index("ix_article_identifier_key", "value_key"),
        one_live("uq_article_identifier_live", "scheme", "value_key", "scope"),
    )

    article_id: Mapped[Key] = mapped_column(ForeignKey("article.id"))
    scheme: Mapped[str]
    value: Mapped[str]
    value_key: Mapped[str]
    # 0 if the value is globally unique, else the outlet in which it is unique.
    scope: Mapped[Key | None]


class Revision(Base):
    """The text of an article as captured at one time; immutable."""

    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("text_length >= 0", name="text_length"),
        CheckConstraint("length(text_sha256) = 64", name="text_sha256"),
        UniqueConstraint("article_id", "number"),
        UniqueConstraint("article_id", "id"),  # claims refer to both
        Index("ix_revision_text", "text_sha256"),
    )

    article_id: Mapped[Key] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    captured_at: Mapped[datetime]
    # Long, so it is loaded only on request. Audit entries have its SHA-256 instead.
    text: Mapped[str | None] = mapped_column(deferred=True)
    text_sha256: Mapped[str]
    text_length: Mapped[int]
    archive_url: Mapped[str | None]


class Article(Editable):
    """A published article."""

    __tablename__ = "article"
    __table_args__ = (
        *editable_rules(),
        *fuzzy_checks("published", "updated"),
        one_of("kind", get_args(ArticleKind)),
        one_of("availability", get_args(Availability)),
        CheckConstraint("(url IS NULL) = (url_key IS NULL)", name="url_key"),
        CheckConstraint("root_article_id <> id", name="root_article"),
        *merge_rules("article"),
        one_live("uq_article_live_url", "url_key"),
        Index("ix_article_root", "root_article_id"),
    )

    outlet_id: Mapped[Key | None] = mapped_column(ForeignKey("source.id"))
    kind: Mapped[str]
    url: Mapped[str | None] = mapped_column(info=ERASED)
    url_key: Mapped[str | None] = mapped_column(info=ERASED)
    title: Mapped[str | None] = mapped_column(info=ERASED)
    byline: Mapped[str | None] = mapped_column(info=ERASED)
    dateline: Mapped[str | None] = mapped_column(info=ERASED)
    language: Mapped[str | None]
    published_from: Mapped[datetime | None]
    published_to: Mapped[datetime | None]
    published_precision: Mapped[str | None]
    published_text: Mapped[str | None] = mapped_column(info=ERASED)
    updated_from: Mapped[datetime | None]
    updated_to: Mapped[datetime | None]
    updated_precision: Mapped[str | None]
    updated_text: Mapped[str | None] = mapped_column(info=ERASED)
    root_article_id: Mapped[Key | None] = mapped_column(ForeignKey("article.id"))
    availability: Mapped[str | None] = mapped_column(info=ERASED)
    merged_into_id: Mapped[Key | None] = mapped_column(info=refers_to("article"))
    # The final survivor after all merges of this article; computed.
    survivor_id: Mapped[Key | None]

    addresses: Mapped[list[ArticleAddress]] = relationship(
        order_by=ArticleAddress.id, cascade="all, delete-orphan", lazy="raise"
    )
    identifiers: Mapped[list[ArticleIdentifier]] = relationship(
        order_by=ArticleIdentifier.id, cascade="all, delete-orphan", lazy="raise"
    )
    revisions: Mapped[list[Revision]] = relationship(
        order_by=Revision.number, cascade="all, delete-orphan", lazy="raise"
    )


Index("ix_article_newest", Article.created_at.desc(), Article.id.desc())
Index("ix_article_published", Article.published_from.desc(), Article.id.desc())
Index(
    "ix_article_outlet",
    Article.outlet_id,
    Article.published_from.desc(),
    Article.id.desc(),
)
Index(
    "ix_article_outlet_recorded",
    Article.outlet_id,
    Article.created_at.desc(),
    Article.id.desc(),
)
