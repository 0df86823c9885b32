"""Which sources are one, and which are not."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, synonym

from db.models.base import Judgement, Visibility, one_of, one_standing
from db.values.types import Key

IdentityValue = Literal["same", "different", "unsure"]
MERGE = "merge"  # the basis of a judgement that a merge made, and parting takes back


class Identity(Judgement):
    """Whether two sources are held to be one; it changes nothing about either."""

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

    # One that no longer stands is seen like a record that was withdrawn.
    withdrawn_at: Mapped[datetime | None] = synonym("superseded_at")

    @property
    def version(self) -> int:
        """Return 1 while it stands, and then 2: it is never edited."""
        return 1 if self.superseded_at is None else 2
