"""Leases: which server process runs a background job."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from db.models.base import Base


class Lease(Base):
    """The right of one process to run the background job ``name``, with an expiry.

    It is not a record: it has no version, visibility or history.
    """

    __tablename__ = "lease"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 64", name="name"),
        CheckConstraint("length(holder) BETWEEN 1 AND 255", name="holder"),
        UniqueConstraint("name"),
    )

    name: Mapped[str]
    holder: Mapped[str]
    expires_at: Mapped[datetime]
