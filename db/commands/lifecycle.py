"""Withdraws, restores and reverts records of any resource."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic

from db.commands.records import Record, fetch, restore, revised, withdraw
from db.commands.reverting import load_version, take_version
from db.commands.uses import refuse_if_used, refuse_without
from db.engine.prepared import Prepared
from db.engine.session import Write
from db.models import Editable
from db.queries.dependents import UsersRow
from db.values.versions import ReadVersion

CountUsers = Callable[..., Prepared[UsersRow]]  # a builder, given the viewer
Needed = tuple[type[Editable], Sequence[int | None]]


def _locks_nothing(_: Write, __: int) -> None:
    """Lock nothing."""


def _needs_nothing(_: Any) -> Iterable[Needed]:  # noqa: ANN401 - any record
    return ()


@dataclass(frozen=True)
class Lifecycle(Generic[Record]):
    """The rules by which records of a resource are withdrawn, restored and reverted.

    ``used_by`` are the live records that prevent a withdrawal: their resource, and a
    builder that counts them. ``depends_on`` returns the records that must be live for a
    restoration. ``revising`` is the context manager of changes to the fields of a
    record, and ``lock_first`` takes the locks that writes to the resource take before
    the record.
    """

    model: type[Record]
    used_by: Sequence[tuple[str, CountUsers]] = ()
    depends_on: Callable[[Record], Iterable[Needed]] = _needs_nothing
    revising: Callable[[Write, Record], AbstractContextManager[object]] = revised
    lock_first: Callable[[Write, int], None] = _locks_nothing

    def withdraw(self, write: Write, record_id: int, *, version: ReadVersion) -> None:
        """Withdraw a record, unless live records use it."""
        withdraw(write, self.fetch_unused(write, record_id, version=version))

    def restore(self, write: Write, record_id: int, *, version: ReadVersion) -> None:
        """Restore a record if all records that it depends on are live."""
        restore(write, self.fetch_restorable(write, record_id, version=version))

    def revert(
        self, write: Write, record_id: int, *, version: ReadVersion, to: int
    ) -> None:
        """Write the content of version ``to`` of a record as a new version."""
        self.lock_first(write, record_id)
        record = fetch(write, self.model, record_id, version=version)
        said = load_version(write, record, to)
        with self.revising(write, record):
            take_version(write, record, said)

    def fetch_unused(
        self, write: Write, record_id: int, *, version: ReadVersion
    ) -> Record:
        """Load and lock a record; raise ``ConflictError`` if live records use it."""
        record = fetch(write, self.model, record_id, version=version)
        for resource, users in self.used_by:
            refuse_if_used(write, record_id, resource, users=users(viewer=write.viewer))
        return record

    def fetch_restorable(
        self, write: Write, record_id: int, *, version: ReadVersion
    ) -> Record:
        """Load and lock a withdrawn record.

        Raise ``ConflictError`` if a record that it depends on is withdrawn.
        """
        record = fetch(write, self.model, record_id, version=version, withdrawn=True)
        for model, record_ids in self.depends_on(record):
            refuse_without(write, model, record_ids)
        return record
