"""API keys, which authenticate requests."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.values.types import Key


class ApiKey(Base):
    """A key of an analyst; only the SHA-256 of its secret is stored."""

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint("length(prefix) = 12", name="prefix"),
        CheckConstraint("length(secret_sha256) = 64", name="secret_sha256"),
        CheckConstraint("expires_at > created_at", name="expires_at"),
        UniqueConstraint("prefix"),
        Index("ix_api_key_analyst_id", "analyst_id"),
    )

    analyst_id: Mapped[Key] = mapped_column(ForeignKey("analyst.id"))
    prefix: Mapped[str]  # the public part of the key, before its secret
    secret_sha256: Mapped[str]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[Key] = mapped_column(ForeignKey("analyst.id"))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]  # precise to the minute
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[Key | None] = mapped_column(ForeignKey("analyst.id"))
