"""Signatures of the texts of articles, which find near-duplicates."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.values.types import Key


class ArticleBand(Base):
    """One band of the signature of the newest text of a live article.

    It is computed from the text, so it is not a child: no snapshot contains it.
    """

    __tablename__ = "article_band"
    __table_args__ = (
        CheckConstraint("band BETWEEN 0 AND 15", name="band"),
        UniqueConstraint("article_id", "band"),
        Index("ix_article_band_hash", "hash"),
    )

    article_id: Mapped[Key] = mapped_column(ForeignKey("article.id"))
    band: Mapped[int]
    hash: Mapped[int] = mapped_column(BigInteger)
