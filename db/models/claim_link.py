"""Links between claims."""

from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, one_of
from db.values.types import Key

LinkKind = Literal["repeats", "confirms", "denies", "corrects", "retracts", "answers"]


class ClaimLink(Base):
    """A typed link from one claim to another."""

    __tablename__ = "claim_link"
    __table_args__ = (
        one_of("kind", get_args(LinkKind)),
        CheckConstraint("claim_id <> other_id", name="self"),
        UniqueConstraint("claim_id", "other_id", "kind"),
        Index("ix_claim_link_other", "other_id", "id"),
    )

    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    other_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    kind: Mapped[str]
