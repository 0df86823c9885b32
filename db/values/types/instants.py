"""Instants, stored by each database in its own form."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

DECLARED_LENGTH = len("2022-03-21T00:00:00.000000Z")  # the first form on SQLite
# What instants on SQLite leave out, by their length.
OMITTED = {
    len("2022-03-21"): "T00:00:00Z",
    len("2022-03-21T09:30"): ":00Z",
    len("2022-03-21T09:30:15"): "Z",
    len("2022-03-21T09:30:15.000001"): "Z",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; on SQLite, text without zeros at its end, which sorts by time.

    A text sorts before all texts that it begins, as the first instant of a day or a
    minute does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the type of the database if it supports time zones."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(DECLARED_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's
        """Return the value for the driver; raise ``ValueError`` for a naive one."""
        if value is None:
            return None
        utc = in_utc(value)
        if dialect.name != "sqlite":
            return utc
        return (
            utc.replace(tzinfo=None)
            .isoformat()
            .removesuffix(":00")
            .removesuffix("T00:00")
        )

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - the driver's
        """Return the value of the driver in UTC."""
        return None if value is None else to_datetime(value)


def in_utc(value: datetime) -> datetime:
    """Return an instant in UTC; raise ``ValueError`` for one without a zone."""
    if value.tzinfo is None:
        message = f"naive datetime {value.isoformat()}"
        raise ValueError(message)
    return value.astimezone(UTC)


def json_instant(stored: Any) -> Any:  # noqa: ANN401 - text, a datetime or nothing
    """Return a stored instant in a form with the same JSON on both databases.

    Snapshots store this form, which is returned as it is.
    """
    # Inlined: a page of 50 claims has 300 instants.
    return stored + OMITTED.get(len(stored), "") if stored.__class__ is str else stored


def to_datetime(stored: Any) -> datetime:  # noqa: ANN401 - text or a datetime
    """Return a stored instant as a datetime in UTC."""
    if isinstance(stored, str):
        return datetime.fromisoformat(json_instant(stored))
    known: datetime = stored.astimezone(UTC)
    return known
