"""One write transaction, and who writes."""

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, Select
from sqlalchemy.orm import Session

from db.engine.prepared import Prepared, RowT
from db.engine.session.deadlines import Deadline
from db.engine.session.driver import fetch
from db.engine.session.locks import REGISTER_LOCK, lock, number_of, try_lock
from db.models.analyst import LOCAL
from db.models.change import Change
from db.values.viewer import LOCAL_VIEWER, Viewer

T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """Who writes, in which request, and why."""

    analyst_id: int = LOCAL
    request_id: str | None = None
    reason: str | None = None
    viewer: Viewer = LOCAL_VIEWER


@dataclass(frozen=True)
class Match:
    """A record that a description in a request was found to mean."""

    path: tuple[str | int, ...]  # of the description
    resource: str
    record_id: int
    name: str
    filled: Sequence[str] = ()


@dataclass(frozen=True)
class State:
    """What makes the snapshot of a changed record, and what tells its columns apart."""

    shape: str
    snapshot: Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Write:
    """One write transaction: its only instant, its context, what it changed."""

    session: Session
    now: datetime
    context: Context
    changes: list[Change] = field(default_factory=list)
    states: dict[tuple[str, int], State] = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)
    place: list[str | int] = field(default_factory=list)
    # What is done once, before the audit entries, for all records noted for it.
    last: dict[Callable[["Write", Collection[Any]], None], set[Any]] = field(
        default_factory=dict
    )
    deadline: Deadline | None = None

    def check_time(self) -> None:
        """Raise ``WriteTooLongError`` if the time of the write is over.

        Every read and every change checks it, so that no loop over records goes on.
        """
        if self.deadline:
            self.deadline.check()

    def in_time(self, items: Iterable[T]) -> Iterator[T]:
        """Yield ``items`` while there is time: what is done with each reads nothing."""
        for one in items:
            self.check_time()
            yield one

    @contextmanager
    def below(self, *path: str | int) -> Iterator[None]:
        """Take what the block matches for a part of the request that is at ``path``."""
        self.place.extend(path)
        try:
            yield
        finally:
            del self.place[len(self.place) - len(path) :]

    def note_match(
        self,
        resource: str,
        record_id: int,
        name: str,
        *,
        at: Sequence[str | int],
        filled: Sequence[str] = (),
    ) -> None:
        """Note which record the description at ``at`` was found to mean."""
        path = (*self.place, *at)
        self.matches.append(Match(path, resource, record_id, name, filled))

    def run_last(self) -> None:
        """Do what was noted for the end of the transaction."""
        for work, records in self.last.items():
            self.session.flush()
            work(self, records)
        self.last.clear()

    def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read inside the transaction."""
        connection = self._flushed()
        compiled = read.compiled(connection.dialect)
        found = fetch(connection, compiled.sql, compiled.named(values))
        return compiled.loaded_rows(found)

    def scalar(self, statement: Select[T]) -> T | None:
        """Return the first value that a select of columns finds."""
        return self._flushed().scalar(statement)

    def scalars(self, statement: Select[T]) -> Sequence[T]:
        """Return the first values of the rows that a select of columns finds."""
        return self._flushed().scalars(statement).all()

    @cached_property
    def connection(self) -> Connection:
        """Return the connection, for which the session takes longer than a read."""
        return self.session.connection()

    def _flushed(self) -> Connection:
        """Return the connection: for columns, the session would take twice as long."""
        self.check_time()
        if self.session.autoflush:
            self.session.flush()
        return self.connection

    @property
    def viewer(self) -> Viewer:
        """Return what the writer may see."""
        return self.context.viewer

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what the block did if it raises, and nothing else."""
        self.check_time()
        before, matched = len(self.changes), len(self.matches)
        try:
            with self.session.begin_nested():
                self.session.connection()  # or the savepoint is set later
                yield
        except BaseException:
            del self.changes[before:]
            del self.matches[matched:]
            raise

    def hold_register(self) -> None:
        """Let no other transaction make a source or a tag until this one has ended."""
        lock(self.session, REGISTER_LOCK)

    def find_or_hold(self, find: Callable[[], T | None]) -> T | None:
        """Return what ``find`` finds, or ``None`` if only this transaction can make it.

        Look again with the lock: another transaction may have made it in between.
        """
        found = find()
        if found is None:
            self.hold_register()
            found = find()
        return found

    def hold_texts(self, outlet_id: int) -> None:
        """Let no other transaction record a text of an outlet until this one has ended.

        Hold the register first, where both are needed.
        """
        lock(self.session, number_of(f"texts of {outlet_id}"))

    def hold_key(self, key: str) -> bool:
        """Hold an analyst's key until the end; return whether it was free."""
        number = number_of(f"{self.context.analyst_id} {key}")
        return try_lock(self.session, number)
