"""Column types that mean the same on every supported database."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Integer, Select, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLite numbers rows by itself only in a column declared INTEGER.
Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]

# What a read builder returns, and what a reader makes of it: rows with a name for
# each column, the values as the driver hands them out.
AnySelect = Select[*tuple[Any, ...]]
AnyRow = Any

INSTANT_LENGTH = len("2022-03-21T00:00:00.000000Z")
WHOLE_SECOND = ".000000Z"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; on SQLite text of one length, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own type where it keeps the zone."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(INSTANT_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's
        """Refuse naive values: nobody could say later which instant they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive datetime {value.isoformat()}"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return utc
        return f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - the driver's
        """Return UTC whatever the driver returned."""
        return None if value is None else moment(value)


def instant(stored: Any) -> Any:  # noqa: ANN401 - text, a datetime or nothing
    """Return a stored instant in a form that JSON writes alike for every database."""
    if stored.__class__ is str and stored.endswith(WHOLE_SECOND):
        return f"{stored[:19]}Z"
    return stored


def moment(stored: Any) -> datetime:  # noqa: ANN401 - text or a datetime
    """Return a stored instant as one that can be reckoned with."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored)
    known: datetime = stored.astimezone(UTC)
    return known
