"""The declarative base class of all models."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    MetaData,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column

from db.values.dates import Precision
from db.values.types import Key, UtcDateTime

# With explicit names, a migration can drop or alter any constraint.
NAMING_CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
LIVE = text("withdrawn_at IS NULL")
CURRENT = text("superseded_at IS NULL")
MERGED = text("merged_into_id IS NOT NULL")
EMBARGOED = text("embargo_until IS NOT NULL")
ERASED: dict[str, Any] = {"erase": True}  # ``info`` of columns that redaction erases

Visibility = Literal["public", "restricted"]


class Base(DeclarativeBase):
    """Shared metadata and type mapping for all tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: UtcDateTime}

    id: Mapped[Key] = mapped_column(primary_key=True, sort_order=-1)


class Editable(Base):
    """Base of the records that analysts edit, with the times of its transactions.

    The relationships of a record are its children: they have no version and no history
    of their own, and every snapshot of the record contains them.
    """

    __abstract__ = True

    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    visibility: Mapped[str] = mapped_column(default="public")
    embargo_until: Mapped[datetime | None]  # when the record becomes public
    note: Mapped[str | None] = mapped_column(info=ERASED)


class Described(Editable):
    """Base of records that a request may describe instead of naming them.

    A description may create the record. The new record then inherits the embargo of the
    describing record, and becomes public only with a record that refers to it.
    """

    __abstract__ = True

    embargo_inherited: Mapped[bool] = mapped_column(server_default=false())


class LiveKey(Base):
    """Base of children that identify their record.

    Keys are unique among live records. ``visibility`` and ``withdrawn_at`` are copied
    from the record.
    """

    __abstract__ = True

    visibility: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


def live_keys(record: Editable) -> Iterator[LiveKey]:
    """Yield the children that identify a record; they must be loaded."""
    for name in _live_keys_of(record.__mapper__):
        yield from getattr(record, name)


@cache
def _live_keys_of(mapper: Mapper[Any]) -> Sequence[str]:
    return [
        child.key
        for child in mapper.relationships
        if issubclass(child.mapper.class_, LiveKey)
    ]


class Judgement(Base):
    """Base of judgements by analysts, which are superseded and never edited.

    Current judgements are children of the judged record.
    """

    __abstract__ = True

    analyst_id: Mapped[Key] = mapped_column(ForeignKey("analyst.id"))
    created_at: Mapped[datetime]
    reason: Mapped[str | None]
    superseded_at: Mapped[datetime | None]


def one_standing(name: str, *columns: str, where: str = "") -> Index:
    """Return the index that makes current judgements unique: one for each key."""
    condition = text(f"superseded_at IS NULL{where}")
    return Index(
        name,
        *columns,
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def one_live(name: str, *columns: str) -> Index:
    """Return the index that makes live rows unique: one for each key and visibility."""
    return Index(
        name,
        *columns,
        "visibility",
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Return the named CHECK that restricts ``column`` to these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def editable_rules() -> tuple[CheckConstraint | Index, ...]:
    """Return the CHECKs and the embargo index of every editable table."""
    return (
        one_of("visibility", get_args(Visibility)),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint(
            "embargo_until IS NULL OR visibility = 'restricted'", name="embargo_until"
        ),
        Index(
            None, "embargo_until", sqlite_where=EMBARGOED, postgresql_where=EMBARGOED
        ),
    )


def refers_to(table: str) -> dict[str, Any]:
    """Return the ``info`` of a reference to a record without a foreign key.

    SQLite cannot add a foreign key to a table without copying all its rows.
    """
    return {"refers_to": table}


def merge_rules(table: str) -> tuple[CheckConstraint | Index, ...]:
    """Return the CHECKs of a table with merges, and the index of its survivors."""
    survives = text("survivor_id IS NOT NULL")
    return (
        CheckConstraint("merged_into_id <> id", name="merged_into"),
        CheckConstraint(
            "(merged_into_id IS NULL) = (survivor_id IS NULL)", name="survivor"
        ),
        Index(
            f"ix_{table}_survivor",
            "survivor_id",
            sqlite_where=survives,
            postgresql_where=survives,
        ),
    )


def fuzzy_checks(*names: str) -> tuple[CheckConstraint, ...]:
    """Return the CHECKs of fuzzy dates: the order of the ends and the precision."""
    ordered = (
        CheckConstraint(f"{name}_from < {name}_to", name=f"{name}_ordered")
        for name in names
    )
    precise = (one_of(f"{name}_precision", get_args(Precision)) for name in names)
    return (*ordered, *precise)
