"""Affiliations of sources with organisations."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, fuzzy_checks, one_of
from db.values.types import Key

BelongingRelation = Literal["works_for", "represents", "member_of", "part_of"]
PersonalRelation = Literal[
    "relative_of", "close_to"
]  # the source does not speak for the other one
AffiliationRelation = Literal[BelongingRelation, PersonalRelation]


class Affiliation(Base):
    """An affiliation of a source with an organisation or a person, or only a title."""

    __tablename__ = "affiliation"
    __table_args__ = (
        one_of("relation", get_args(AffiliationRelation)),
        *fuzzy_checks("held"),
        CheckConstraint("source_id <> organisation_id", name="self"),
        CheckConstraint(
            "organisation_id IS NOT NULL OR title IS NOT NULL", name="target"
        ),
        CheckConstraint(
            "organisation_id IS NULL OR relation IS NOT NULL", name="related"
        ),
        Index("ix_affiliation_source", "source_id"),
        Index("ix_affiliation_organisation", "organisation_id", "source_id"),
    )

    source_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    organisation_id: Mapped[Key | None] = mapped_column(ForeignKey("source.id"))
    relation: Mapped[str | None]
    title: Mapped[str | None]
    held_from: Mapped[datetime | None]
    held_to: Mapped[datetime | None]
    held_precision: Mapped[str | None]
    held_text: Mapped[str | None]
