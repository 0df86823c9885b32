"""Errors for a database that does not respond in time."""

from db.errors.base import DataError


class UnavailableError(DataError):
    """The database does not respond, or is busy for too long."""


class SchemaError(UnavailableError):
    """The database lacks a table or a column of this version."""

    def __init__(self) -> None:
        super().__init__(
            "The tables of the database do not match this version of Onrecord: run "
            "`onrecord migrate`, or start the version that migrated it."
        )


class TooLongError(UnavailableError):
    """A read reached its time limit and was cancelled."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The read was stopped after {seconds:g} seconds: narrow it with filters, "
            "or ask for a smaller page."
        )


class WriteTooLongError(UnavailableError):
    """A write reached its time limit; it was rolled back."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The write was stopped after {seconds:g} seconds and rolled back: send it "
            "again later, or in smaller parts."
        )
