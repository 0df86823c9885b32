"""Tags of claims."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Described, editable_rules, one_live
from db.models.claim_order import ClaimOrder, index_orders
from db.values.types import Key


class Tag(Described):
    """A keyword by which analysts group claims."""

    __tablename__ = "tag"
    __table_args__ = (
        *editable_rules(),
        CheckConstraint("name <> ''", name="name"),
        one_live("uq_tag_live_name", "match_key"),
    )

    name: Mapped[str]
    # Ends with a newline and the id if the tag is a deliberate namesake of another.
    match_key: Mapped[str] = mapped_column(server_default=text("''"))


class ClaimTag(ClaimOrder, Base):
    """A tag on a claim."""

    __tablename__ = "claim_tag"
    __table_args__ = (UniqueConstraint("claim_id", "tag_id"),)

    claim_id: Mapped[Key] = mapped_column(ForeignKey("claim.id"))
    tag_id: Mapped[Key] = mapped_column(ForeignKey("tag.id"))


Index("ix_tag_newest", Tag.created_at.desc(), Tag.id.desc())
Index("ix_tag_by_name", Tag.name, Tag.id)
index_orders(ClaimTag, ClaimTag.tag_id)
