"""Sessions of pages: a browser sends a cookie instead of an API key."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.values.types import Key


class PageSession(Base):
    """A session of an API key; only the SHA-256 of its token is stored.

    It is not a record: it has no version, visibility or history.
    """

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("length(token_sha256) = 64", name="token_sha256"),
        CheckConstraint("used_at >= created_at", name="used_at"),
        UniqueConstraint("token_sha256"),
        Index("ix_session_key_id", "key_id"),
        Index("ix_session_created_at", "created_at"),
    )

    key_id: Mapped[Key] = mapped_column(ForeignKey("api_key.id"))
    token_sha256: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]  # precise to the minute
