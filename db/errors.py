"""Errors of the data layer; ``api.http.errors`` maps each to an HTTP status."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

Path = tuple[str | int, ...]
Candidates = Sequence[dict[str, Any]]


class DataError(Exception):
    """Base class: a request that the data cannot satisfy, with a readable sentence.

    ``path`` is that of the wrong value in the request, if there is one.
    """

    path: Path = ()

    def below(self, *path: str | int) -> Self:
        """Return this error with a path from a record that contains the value."""
        self.path = (*path, *self.path)
        return self


class NotFoundError(DataError):
    """The addressed record does not exist, is withdrawn or is hidden."""

    def __init__(self, resource: str, record_id: int | str) -> None:
        called = "slug" if isinstance(record_id, str) else "id"
        super().__init__(f"No {resource} with {called} {record_id}.")


class NoVersionError(NotFoundError):
    """A record that can be seen does not have the version that is asked for."""

    def __init__(self, resource: str, record_id: int, version: int) -> None:
        DataError.__init__(
            self, f"{resource.capitalize()} {record_id} has no version {version}."
        )


class RedactedError(DataError):
    """What a version of a record said is erased; ``parameter`` asked for it."""

    parameter: ClassVar[str] = "version"
    code: ClassVar[str] = "redacted"

    def __init__(self, version: int) -> None:
        super().__init__(
            f"Version {version} was redacted: what it said is erased for good."
        )


class WithdrawnError(DataError):
    """The addressed record is withdrawn; ``reason`` says why, if the writer did."""

    def __init__(self, resource: str, record_id: int, reason: str | None) -> None:
        super().__init__(f"{resource.capitalize()} {record_id} was withdrawn.")
        self.reason = reason


class MergedError(DataError):
    """The addressed record is merged into another one."""

    def __init__(self, resource: str, record_id: int, survivor_id: int) -> None:
        super().__init__(f"{resource.capitalize()} {record_id} is now {survivor_id}.")
        self.resource = resource
        self.survivor_id = survivor_id


class ConflictError(DataError):
    """The write conflicts with a stored record, which is named."""

    def __init__(
        self,
        resource: str,
        record_id: int,
        message: str | None = None,
        *,
        candidates: Candidates = (),
        count: int | None = None,
        chain: Sequence[int] = (),
    ) -> None:
        super().__init__(
            message or f"{resource.capitalize()} {record_id} is in the way."
        )
        self.resource = resource
        self.record_id: int | None = record_id
        self.candidates = candidates
        self.count = count
        self.chain = chain


class RepeatedItemError(ConflictError):
    """Two items of one request are the same record; ``other`` is the path of the first.

    No id is named, because the first item is not stored either.
    """

    def __init__(self, resource: str, *other: str | int) -> None:
        message = "This item repeats another one of the same request: send it once."
        super().__init__(resource, 0, message)
        self.record_id = None
        self.other: Path = other

    def below(self, *path: str | int) -> Self:
        """Return this error with a path from a record that contains both items."""
        self.other = (*path, *self.other)
        return super().below(*path)


class StaleError(DataError):
    """The record has changed since the writer read it."""


class InvalidError(DataError):
    """A value is wrong, which only a look at the data shows."""

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
        """Return the failure of a value that names a record which is not there."""
        return cls(f"No such {resource}.", *path, code="not_found")

    @classmethod
    def merged(
        cls, resource: str, survivor_id: int, *path: str | int
    ) -> "InvalidError":
        """Return the failure of a value that names a merged record."""
        return cls(f"This {resource} is now {survivor_id}.", *path, code="merged")

    @property
    def each(self) -> Sequence["InvalidError"]:
        """Return every single error."""
        return (self,)


class FilterError(InvalidError):
    """The value of a filter names no record, or several; ``path`` is the filter."""


class SeveralInvalidError(InvalidError):
    """Several values are wrong; the message is that of the first."""

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

    def below(self, *path: str | int) -> Self:
        """Return these errors with paths from a record that contains the values."""
        for error in self._errors:
            error.below(*path)
        return super().below(*path)


def raise_all(errors: Sequence[InvalidError]) -> None:
    """Raise one error for all, if there are any."""
    each = [one for error in errors for one in error.each]
    if len(each) == 1:
        raise each[0]
    if each:
        raise SeveralInvalidError(each)


class RepeatError(DataError):
    """The idempotency key of a request cannot be used for it."""

    code: ClassVar[str]


class KeyInUseError(RepeatError):
    """A request with the same key is in flight."""

    code = "key_in_use"


class KeyReusedError(RepeatError):
    """The key was used for a different request."""

    code = "key_reused"


class AnswerErasedError(RepeatError):
    """The write was done, but a redaction erased its stored response."""

    code = "answer_erased"


class UnavailableError(DataError):
    """The database does not respond, or is busy for too long."""


class TooLongError(UnavailableError):
    """A read reached its time limit and was stopped in the database."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The read was stopped after {seconds:g} seconds: narrow it with filters, "
            "or ask for a smaller page."
        )


class TooManyPointsError(InvalidError):
    """A series of counts would have too many rows."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The answer would have more than {limit:,} rows: use longer buckets, a "
            "shorter time, or fewer series.",
            code="out_of_range",
        )
