"""Stored responses for requests with an idempotency key."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.values.types import Key

ERASED = ""  # the path of a request that a redaction has erased


class Idempotency(Base):
    """A write with the idempotency key of an analyst, and its response.

    It has no version and no history, and is deleted after it has expired.
    """

    __tablename__ = "idempotency"
    __table_args__ = (
        CheckConstraint("length(key) BETWEEN 1 AND 255", name="key"),
        CheckConstraint("length(body_sha256) = 64", name="body_sha256"),
        CheckConstraint("status BETWEEN 200 AND 299", name="status"),
        UniqueConstraint("analyst_id", "key"),
        Index("ix_idempotency_expires_at", "expires_at"),
    )

    analyst_id: Mapped[Key] = mapped_column(ForeignKey("analyst.id"))
    key: Mapped[str]
    method: Mapped[str]
    path: Mapped[str]  # with the query
    body_sha256: Mapped[str]
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSON(none_as_null=True))
    body: Mapped[bytes]
    expires_at: Mapped[datetime]

    @property
    def is_erased(self) -> bool:
        """Return whether a redaction erased the request and the response."""
        return self.path == ERASED
