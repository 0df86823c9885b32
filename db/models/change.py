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
# Attests the state of a record without changing it. The resource of such an entry is
# the resource of the record plus ``ATTESTED``, so that reads of changes do not find
# it.
SEAL = "seal"
ATTESTED = ".seal"


class Change(Base):
    """An audit entry of the append-only history; ids are in commit order.

    The last six columns form the hash chain (see ``db.values.chain``).
    """

    __tablename__ = "change"
    __table_args__ = (
        one_of("action", (*get_args(Action), SEAL)),
        one_of("visibility", get_args(Visibility)),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("length(digest) = 64", name="digest"),
        CheckConstraint("length(hash) = 64", name="hash"),
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
    visibility: Mapped[str]  # public if the record was public before and after
    salt: Mapped[str | None]  # null after a redaction erased the content
    digest: Mapped[str]  # of the snapshot and the reason, with the salt
    state: Mapped[str | None]  # the digest of the record afterwards, with the salt
    shape: Mapped[str | None]  # the columns of the record in that digest
    hash: Mapped[str]  # of the previous hash and the other columns
