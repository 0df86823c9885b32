"""Subjects of claims: the sources that claims are about."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.models.claim_order import ClaimOrder, index_orders
from db.values.types import Key


class ClaimSubject(ClaimOrder, Base):
    """A source that a claim is about."""

    __tablename__ = "claim_subject"
    __table_args__ = (
        UniqueConstraint("claim_id", "printed_source_id"),
        Index("ix_claim_subject_printed_source", "printed_source_id"),
    )

    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    printed_source_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    # The survivor of the printed source; null if an earlier subject of the claim has
    # the same survivor, so that the claim is listed once per source.
    source_id: Mapped[Key | None] = mapped_column(ForeignKey("source.id"))


index_orders(ClaimSubject, ClaimSubject.source_id)
