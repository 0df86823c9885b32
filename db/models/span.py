"""Spans: positions of words of claims in texts."""

from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, one_of
from db.values.types import Key

Part = Literal["content", "source", "cue"]
Anchor = Literal["exact", "moved", "fuzzy", "orphaned"]

ORPHANED = text("anchor = 'orphaned'")


class Span(Base):
    """A half-open interval in the text of a revision, in code points."""

    __tablename__ = "span"
    __table_args__ = (
        one_of("part", get_args(Part)),
        one_of("anchor", get_args(Anchor)),
        CheckConstraint("part <> 'content' OR position IS NULL", name="content"),
        CheckConstraint("part <> 'source' OR position IS NOT NULL", name="source"),
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint('"start" >= 0', name="start"),
        CheckConstraint('length(exact) = "end" - "start"', name="length"),
        CheckConstraint('"end" > "start"', name="ordered"),
        CheckConstraint(
            "length(prefix) <= 32 AND length(suffix) <= 32", name="context"
        ),
        Index("ix_span_claim", "claim_id"),
        Index(
            "ix_span_orphaned",
            "claim_id",
            sqlite_where=ORPHANED,
            postgresql_where=ORPHANED,
        ),
    )

    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    part: Mapped[str]
    position: Mapped[int | None]
    seq: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    exact: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
    anchor: Mapped[str]
