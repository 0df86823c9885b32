"""The history: changes of records, with their time, analyst and reason."""

from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Visibility, one_of
from db.values.types import Key

Action = Literal[
    "create",
    "update",
    "withdraw",
    "restore",
    "merge",
    "unmerge",
    "supersede",
    "redact",
    "read",  # of a restricted record; it changes nothing
]


class Change(Base):
    """An audit entry of the append-only history; ids are in commit order."""

    __tablename__ = "change"
    __table_args__ = (
        one_of("action", get_args(Action)),
        one_of("visibility", get_args(Visibility)),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_change_record", "resource", "record_id", "id"),
        Index("ix_change_at", "resource", "at", "record_id"),
    )

    at: Mapped[datetime]
    analyst_id: Mapped[Key] = mapped_column(ForeignKey("analyst.id"))
    request_id: Mapped[str | None]
    batch_id: Mapped[Key | None]
    action: Mapped[str]
    resource: Mapped[str]
    record_id: Mapped[Key]
    version: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str | None]
    visibility: Mapped[str]  # public if the record was public before and after it
