"""The database does not respond in time."""

from db.errors.base import DataError


class UnavailableError(DataError):
    """The database does not respond, or is busy for too long."""


class TooLongError(UnavailableError):
    """A read reached its time limit and was stopped in the database."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The read was stopped after {seconds:g} seconds: narrow it with filters, "
            "or ask for a smaller page."
        )
