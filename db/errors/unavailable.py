"""The database does not respond in time."""

from db.errors.base import DataError


class UnavailableError(DataError):
    """The database does not respond, or is busy for too long."""


class SchemaError(UnavailableError):
    """The database lacks a table or a column that this version has."""

    def __init__(self) -> None:
        super().__init__(
            "The tables of the database are not those of this version of Onrecord: run "
            "`onrecord migrate`, or start the version that has migrated it."
        )


class TooLongError(UnavailableError):
    """A read reached its time limit and was stopped in the database."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The read was stopped after {seconds:g} seconds: narrow it with filters, "
            "or ask for a smaller page."
        )


class WriteTooLongError(UnavailableError):
    """A write reached its time limit; nothing of it is stored."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The write was stopped after {seconds:g} seconds, and nothing of it was "
            "stored: send it again later, or less at once."
        )
