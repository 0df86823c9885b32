"""Attribution: the chain of sources of a claim."""

from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, one_of
from db.models.claim_order import ClaimOrder, index_orders
from db.values.types import Key

OriginRelation = Literal["said", "believes", "observed", "own_reporting", "document"]
CarrierRelation = Literal["relays", "cites", "speaks_for"]
Relation = Literal[OriginRelation, CarrierRelation]


class Attribution(ClaimOrder, Base):
    """A step of the chain of a claim; position 1 is nearest to the outlet."""

    __tablename__ = "attribution"
    __table_args__ = (
        one_of("relation", get_args(Relation)),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("seq >= 1", name="seq"),
        UniqueConstraint("claim_id", "position", "seq"),
        UniqueConstraint("claim_id", "printed_source_id"),
        Index("ix_attribution_printed_source", "printed_source_id"),
    )

    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    position: Mapped[int]
    seq: Mapped[int]
    printed_source_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    source_id: Mapped[Key] = mapped_column(ForeignKey("source.id"))
    is_origin: Mapped[bool]
    relation: Mapped[str]
    as_printed: Mapped[str | None]
    cue: Mapped[str | None]


index_orders(
    Attribution,
    Attribution.source_id,
    tested=(Attribution.position, Attribution.is_origin),
)
