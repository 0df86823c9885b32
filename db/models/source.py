"""Sources, with their names and identifiers."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    false,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from db.models.affiliation import Affiliation
from db.models.base import (
    ERASED,
    Base,
    Described,
    LiveKey,
    Visibility,
    editable_rules,
    merge_rules,
    one_live,
    one_of,
)
from db.models.rating import Rating
from db.values.types import Key

NamedKind = Literal["person", "organisation", "outlet", "group", "document"]
UnnamedKind = Literal["anonymous_person", "anonymous_group", "unresolved"]
SourceKind = Literal[NamedKind, UnnamedKind]
Seniority = Literal["unknown", "junior", "mid", "senior"]
NameKind = Literal["alias", "acronym", "former", "transliteration"]

UNNAMED: tuple[str, ...] = get_args(UnnamedKind)
UNRESOLVED = "unresolved"  # neither named nor unnamed
ANONYMOUS = tuple(kind for kind in UNNAMED if kind != UNRESOLVED)
ORGANISATIONS = ("organisation", "group", "outlet")  # can have members
# The kinds of targets for each relation, the usual kind first.
TARGETS: Mapping[str, Sequence[str]] = {
    "works_for": (*ORGANISATIONS, "person"),
    "represents": (*ORGANISATIONS, "person"),
    "member_of": ORGANISATIONS,
    "part_of": ORGANISATIONS,
    "relative_of": ("person",),
    "close_to": (*ORGANISATIONS, "person"),
}
LISTED_UNNAMED = ", ".join(f"'{kind}'" for kind in UNNAMED)


def kinds_like(kind: str) -> tuple[str, ...]:
    """Return the kinds under which the same source is sometimes recorded."""
    alike = (("organisation", "group"), UNNAMED)
    return next((kinds for kinds in alike if kind in kinds), (kind,))


def kinds_that_may_be(kind: str) -> tuple[str, ...]:
    """Return the kinds of named sources that a source of ``kind`` may be."""
    unnamed = {
        "anonymous_person": ("person",),
        "anonymous_group": ("organisation", "group"),
        "unresolved": ("person", "organisation", "group"),
    }
    return unnamed.get(kind) or kinds_like(kind)


class SourceName(Base):
    """Another name of a source."""

    __tablename__ = "source_name"
    __table_args__ = (
        one_of("kind", get_args(NameKind)),
        CheckConstraint("name <> ''", name="name"),
        UniqueConstraint("source_id", "name", "kind"),
        Index("ix_source_name_folded", "folded"),
        Index("ix_source_name_match_key", "match_key"),
    )

    source_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    name: Mapped[str]
    folded: Mapped[str]
    match_key: Mapped[str] = mapped_column(server_default=text("''"))
    language: Mapped[str | None]
    kind: Mapped[str]


class SourceIdentifier(LiveKey):
    """The identifier of a source in another register, with the source's visibility."""

    __tablename__ = "source_identifier"
    __table_args__ = (
        one_of("visibility", get_args(Visibility)),
        CheckConstraint("scheme <> '' AND value <> ''", name="value"),
        Index("ix_source_identifier_source", "source_id"),
        one_live("uq_source_identifier_live", "scheme", "value"),
    )

    source_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    scheme: Mapped[str]
    value: Mapped[str]


class Source(Described):
    """A person, organisation or document that says something, named or unnamed.

    An unnamed source belongs to the article that quotes it.
    """

    __tablename__ = "source"
    __table_args__ = (
        *editable_rules(),
        *merge_rules("source"),
        one_of("kind", get_args(SourceKind)),
        one_of("seniority", get_args(Seniority)),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("ordinal >= 1", name="ordinal"),
        CheckConstraint("people >= 1", name="people"),
        CheckConstraint("length(country_code) = 2", name="country_code"),
        CheckConstraint(
            f"(kind IN ({LISTED_UNNAMED})) = (article_id IS NOT NULL)", name="unnamed"
        ),
        Index("ix_source_match_key", "match_key"),
        Index(
            "uq_source_live_unnamed",
            "article_id",
            "kind",
            "match_key",
            "ordinal",
            "visibility",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND article_id IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NULL AND article_id IS NOT NULL"),
        ),
    )

    name: Mapped[str]
    folded: Mapped[str]
    # Ends with a newline and the id if the source is a deliberate namesake of another.
    match_key: Mapped[str] = mapped_column(server_default=text("''"))
    kind: Mapped[str]
    # Written by hand in the first migration: autogenerate omits it.
    article_id: Mapped[Key | None] = mapped_column(
        ForeignKey("article.id", use_alter=True)
    )
    ordinal: Mapped[int] = mapped_column(default=1)
    people: Mapped[int | None] = mapped_column(info=ERASED)
    sector: Mapped[str | None] = mapped_column(info=ERASED)
    seniority: Mapped[str] = mapped_column(default="unknown")
    country_code: Mapped[str | None] = mapped_column(info=ERASED)
    language: Mapped[str | None] = mapped_column(info=ERASED)
    description: Mapped[str | None] = mapped_column(info=ERASED)
    merged_into_id: Mapped[Key | None] = mapped_column(ForeignKey("source.id"))
    # The final survivor after all merges of this source; computed.
    survivor_id: Mapped[Key | None]
    # Whether another named source has or had this name; computed, never reset.
    has_namesakes: Mapped[bool] = mapped_column(server_default=false())

    names: Mapped[list[SourceName]] = relationship(
        order_by=SourceName.id, cascade="all, delete-orphan", lazy="raise"
    )
    identifiers: Mapped[list[SourceIdentifier]] = relationship(
        order_by=SourceIdentifier.id, cascade="all, delete-orphan", lazy="raise"
    )
    affiliations: Mapped[list[Affiliation]] = relationship(
        foreign_keys=Affiliation.source_id,
        order_by=Affiliation.id,
        cascade="all, delete-orphan",
        lazy="raise",
    )
    ratings: Mapped[list[Rating]] = relationship(
        primaryjoin=lambda: and_(
            Source.id == foreign(Rating.source_id), Rating.superseded_at.is_(None)
        ),
        order_by=Rating.id,
        lazy="raise",
    )


Index("ix_source_newest", Source.created_at.desc(), Source.id.desc())
Index("ix_source_by_name", Source.folded, Source.id)
