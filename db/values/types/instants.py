"""Instants, stored by each database in its own form."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

INSTANT_LENGTH = len("2022-03-21T00:00:00.000000Z")
WHOLE_SECOND = ".000000Z"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; on SQLite, text of fixed length, which sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the type of the database if it supports time zones."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(INSTANT_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's
        """Return the value for the driver; raise ``ValueError`` for a naive one."""
        if value is None:
            return None
        utc = in_utc(value)
        if dialect.name != "sqlite":
            return utc
        return f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"

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
    """Return a stored instant in a form with the same JSON on both databases."""
    if stored.__class__ is str and stored.endswith(WHOLE_SECOND):
        return f"{stored[:19]}Z"
    return stored


def to_datetime(stored: Any) -> datetime:  # noqa: ANN401 - text or a datetime
    """Return a stored instant as a datetime in UTC."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored)
    known: datetime = stored.astimezone(UTC)
    return known
