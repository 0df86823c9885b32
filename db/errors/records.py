"""Errors for records that are missing, withdrawn, merged, changed or in conflict."""

from collections.abc import Sequence
from typing import ClassVar, Self

from db.errors.base import Candidates, DataError, RequestPath


class NotFoundError(DataError):
    """The addressed record does not exist, is withdrawn or is hidden."""

    def __init__(self, resource: str, record_id: int | str) -> None:
        called = "slug" if isinstance(record_id, str) else "id"
        super().__init__(f"No {resource} with {called} {record_id}.")


class NoVersionError(NotFoundError):
    """A visible record does not have the requested version."""

    def __init__(self, resource: str, record_id: int, version: int) -> None:
        DataError.__init__(
            self, f"{resource.capitalize()} {record_id} has no version {version}."
        )


class NoRevisionError(NotFoundError):
    """An article does not have the requested revision, or is hidden."""

    def __init__(self, article_id: int, number: int) -> None:
        DataError.__init__(self, f"Article {article_id} has no revision {number}.")


class RedactedError(DataError):
    """The content of a version was erased; ``parameter`` requested that version."""

    parameter: ClassVar[str] = "version"
    code: ClassVar[str] = "redacted"

    def __init__(self, version: int) -> None:
        super().__init__(
            f"Version {version} was redacted: its content is permanently erased."
        )


class WithdrawnError(DataError):
    """The addressed record is withdrawn; ``reason`` is the writer's, if there is one.

    ``replaced_by`` is the id of the record that replaces it, if there is one.
    """

    def __init__(
        self,
        resource: str,
        record_id: int,
        reason: str | None,
        *,
        replaced_by: int | None = None,
    ) -> None:
        super().__init__(f"{resource.capitalize()} {record_id} was withdrawn.")
        self.resource = resource
        self.reason = reason
        self.replaced_by = replaced_by


class MergedError(DataError):
    """The addressed record is merged into another one."""

    def __init__(self, resource: str, record_id: int, survivor_id: int) -> None:
        super().__init__(f"{resource.capitalize()} {record_id} is now {survivor_id}.")
        self.resource = resource
        self.survivor_id = survivor_id


class ConflictError(DataError):
    """The write conflicts with a stored record, which the error names."""

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
        super().__init__(message or f"Conflicts with {resource} {record_id}.")
        self.resource = resource
        self.record_id: int | None = record_id
        self.candidates = candidates
        self.count = count
        self.chain = chain


class RepeatedItemError(ConflictError):
    """Two items of a request are the same record; ``other`` is the path of the first.

    It has no id, because the first item is not stored either.
    """

    def __init__(self, resource: str, *other: str | int) -> None:
        message = "This item repeats another item of the same request: send it once."
        super().__init__(resource, 0, message)
        self.record_id = None
        self.other: RequestPath = other

    def prefix_path(self, *path: str | int) -> Self:
        """Return this error with ``path``, of a containing record, before its paths."""
        self.other = (*path, *self.other)
        return super().prefix_path(*path)


class StaleError(DataError):
    """The record has changed since the writer read it."""
