"""Judgements on whether two sources are the same."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, synonym

from db.models.base import Judgement, Visibility, one_of, one_standing
from db.values.types import Key

IdentityValue = Literal["same", "different", "unsure"]
MERGE = "merge"  # the basis of a judgement made by a merge; unmerging supersedes it


class Identity(Judgement):
    """A judgement on whether two sources are the same; it changes neither source."""

    __tablename__ = "identity"
    __table_args__ = (
        one_of("judgement", get_args(IdentityValue)),
        one_of("visibility", get_args(Visibility)),
        CheckConstraint("source_a_id < source_b_id", name="ordered"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
        one_standing("uq_identity_standing", "source_a_id", "source_b_id"),
        Index("ix_identity_source_b", "source_b_id", "source_a_id"),
    )

    source_a_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    source_b_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    judgement: Mapped[str]
    score: Mapped[float | None]
    basis: Mapped[str | None]
    rationale: Mapped[str | None]
    visibility: Mapped[str] = mapped_column(default="restricted")

    # A superseded judgement is treated like a withdrawn record.
    withdrawn_at: Mapped[datetime | None] = synonym("superseded_at")

    @property
    def version(self) -> int:
        """Return 1 while it is current and 2 after it was superseded."""
        return 1 if self.superseded_at is None else 2


# SQLAlchemy makes the comparator of a synonym at its first use. If two threads used it
# at once, one of them would fail.
_ = Identity.withdrawn_at.comparator
