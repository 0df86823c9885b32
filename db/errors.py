"""Failures the data layer raises; ``api.http.errors`` gives each an HTTP status."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

Path = tuple[str | int, ...]
Candidates = Sequence[dict[str, Any]]


class DataError(Exception):
    """Base class: a request the data cannot satisfy, in one readable sentence.

    ``path`` leads to the value in the request, as far as one is to blame.
    """

    path: Path = ()

    def below(self, *path: str | int) -> Self:
        """Return the same failure, seen from a record that holds this one."""
        self.path = (*path, *self.path)
        return self


class NotFoundError(DataError):
    """The addressed record does not exist, is withdrawn, or may not be seen."""

    def __init__(self, resource: str, record_id: int | str) -> None:
        called = "slug" if isinstance(record_id, str) else "id"
        super().__init__(f"No {resource} with {called} {record_id}.")


class MergedError(DataError):
    """The addressed record lives on in another one."""

    def __init__(self, resource: str, record_id: int, survivor_id: int) -> None:
        super().__init__(f"{resource.capitalize()} {record_id} is now {survivor_id}.")
        self.resource = resource
        self.survivor_id = survivor_id


class ConflictError(DataError):
    """The write contradicts a stored record, which it names."""

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
    """Two items of one request are the same record; ``other`` leads to the first.

    The first was never stored for others to see, so no id is named.
    """

    def __init__(self, resource: str, *other: str | int) -> None:
        message = "This item repeats another one of the same request: send it once."
        super().__init__(resource, 0, message)
        self.record_id = None
        self.other: Path = other

    def below(self, *path: str | int) -> Self:
        """Return the same failure, seen from a record that holds both items."""
        self.other = (*path, *self.other)
        return super().below(*path)


class StaleError(DataError):
    """The record has changed since the writer read it."""


class InvalidError(DataError):
    """A value that only the data can judge is wrong."""

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

    @property
    def each(self) -> Sequence["InvalidError"]:
        """Return all that is wrong, one by one."""
        return (self,)


class SeveralInvalidError(InvalidError):
    """Several values are wrong at once; it reads as the first of them."""

    def __init__(self, errors: Sequence[InvalidError]) -> None:
        first = errors[0]
        super().__init__(
            str(first), *first.path, code=first.code, candidates=first.candidates
        )
        self._errors = errors

    @property
    def each(self) -> Sequence[InvalidError]:
        """Return all that is wrong, one by one."""
        return self._errors

    def below(self, *path: str | int) -> Self:
        """Return the same failures, seen from a record that holds this one."""
        for error in self._errors:
            error.below(*path)
        return super().below(*path)


def raise_all(errors: Sequence[InvalidError]) -> None:
    """Raise what was found wrong, if anything was."""
    each = [one for error in errors for one in error.each]
    if len(each) == 1:
        raise each[0]
    if each:
        raise SeveralInvalidError(each)


class RepeatError(DataError):
    """The key of a request that may come again does not stand for this one alone."""

    code: ClassVar[str]


class KeyInUseError(RepeatError):
    """A request with the same key is still running."""

    code = "key_in_use"


class KeyReusedError(RepeatError):
    """Another request was done under the same key."""

    code = "key_reused"


class AnswerErasedError(RepeatError):
    """What a request was answered was erased; it was done."""

    code = "answer_erased"


class UnavailableError(DataError):
    """The database does not answer, or is busy for too long."""


class TooLongError(UnavailableError):
    """A read took longer than it may, and was stopped in the database."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The read was stopped after {seconds:g} seconds: narrow it with filters, "
            "or ask for a smaller page."
        )


class TooManyPointsError(InvalidError):
    """A chart would have more points than can be sent."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The answer would have more than {limit:,} rows: use longer buckets, a "
            "shorter time, or fewer series.",
            code="out_of_range",
        )
