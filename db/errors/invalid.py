"""Errors for wrong values."""

from collections.abc import Sequence
from typing import Self

from db.errors.base import Candidates, DataError


class InvalidError(DataError):
    """A value is wrong; this is known only after reading the database."""

    def __init__(
        self,
        message: str,
        *path: str | int,
        code: str = "invalid",
        candidates: Candidates = (),
    ) -> None:
        super().__init__(message)
        self.path = path
        self.code = code
        self.candidates = candidates

    @classmethod
    def not_found(cls, resource: str, *path: str | int) -> "InvalidError":
        """Return the error for a value that names a missing record."""
        return cls(f"No such {resource}.", *path, code="not_found")

    @classmethod
    def merged(
        cls, resource: str, survivor_id: int, *path: str | int
    ) -> "InvalidError":
        """Return the error for a value that names a merged record."""
        return cls(f"This {resource} is now {survivor_id}.", *path, code="merged")

    @property
    def each(self) -> Sequence["InvalidError"]:
        """Return every single error."""
        return (self,)


class FilterError(InvalidError):
    """The value of a filter matches no record or several; ``path`` is the filter."""


class SeveralInvalidError(InvalidError):
    """Several values are wrong; the message is the one of the first error."""

    def __init__(self, errors: Sequence[InvalidError]) -> None:
        first = errors[0]
        super().__init__(
            str(first), *first.path, code=first.code, candidates=first.candidates
        )
        self._errors = errors

    @property
    def each(self) -> Sequence[InvalidError]:
        """Return every single error."""
        return self._errors

    def prefix_path(self, *path: str | int) -> Self:
        """Return these errors with ``path``, of a containing record, before theirs."""
        for error in self._errors:
            error.prefix_path(*path)
        return super().prefix_path(*path)


def raise_all(errors: Sequence[InvalidError]) -> None:
    """Raise one error for all of them, if there are any."""
    each = [one for error in errors for one in error.each]
    if len(each) == 1:
        raise each[0]
    if each:
        raise SeveralInvalidError(each)


class TooManyPointsError(InvalidError):
    """A count would return too many rows."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The answer would have more than {limit:,} rows: use longer buckets, a "
            "shorter time, or fewer series.",
            code="out_of_range",
        )
