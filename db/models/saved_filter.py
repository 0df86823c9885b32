"""Filters of lists that analysts save under a name."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, one_of
from db.values.types import Key

FilteredKind = Literal["claim", "article", "source", "fact"]


class SavedFilter(Base):
    """The saved query of a list; not a record: it has no visibility or history."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        one_of("kind", get_args(FilteredKind)),
        CheckConstraint("version >= 1", name="version"),
        UniqueConstraint("owner_id", "name"),
        Index("ix_saved_filter_shared", "is_shared", "id"),
    )

    owner_id: Mapped[Key] = mapped_column(ForeignKey("analyst.id"))
    name: Mapped[str]
    kind: Mapped[str]  # of the records in its list
    query: Mapped[str]  # the query string of a URL
    is_shared: Mapped[bool]  # with all analysts
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
