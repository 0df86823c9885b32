"""A write transaction and its context: analyst, request and reason."""

from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select
from sqlalchemy.orm import Session

from db.engine.prepared import Prepared, RowT
from db.engine.session.deadlines import Deadline
from db.engine.session.driver import fetch
from db.engine.session.joining import PreparedRead, are_joinable, join
from db.engine.session.lazy_session import LazySession
from db.engine.session.locks import (
    REGISTER_LOCK,
    is_alone,
    lock,
    number_of,
    try_lock,
)
from db.models.analyst import LOCAL
from db.models.change import Change
from db.values.viewer import LOCAL_VIEWER, Viewer

T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """The analyst, request and reason of a write."""

    analyst_id: int = LOCAL
    request_id: str | None = None
    reason: str | None = None
    viewer: Viewer = LOCAL_VIEWER


@dataclass(frozen=True)
class Match:
    """A stored record that matches a description in a request."""

    path: tuple[str | int, ...]  # of the description
    resource: str
    record_id: int
    name: str
    filled: Sequence[str] = ()


@dataclass(frozen=True)
class State:
    """Functions that make the snapshot of a record and identify its columns."""

    shape: str
    snapshot: Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Write:
    """One write transaction: its instant, its context and its changes."""

    lazy: LazySession
    now: datetime
    context: Context
    changes: list[Change] = field(default_factory=list)
    states: dict[tuple[str, int], State] = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)
    match_path: list[str | int] = field(default_factory=list)
    # Functions to run once before the audit entries, with the records added for each.
    deferred: dict[Callable[["Write", Collection[Any]], None], set[Any]] = field(
        default_factory=dict
    )
    deadline: Deadline | None = None
    found: dict[Any, Any] = field(default_factory=dict)  # rows of reads that run once
    ahead: dict[Any, Any] = field(default_factory=dict)  # rows that were read ahead

    def of(self, context: Context, deadline: Deadline | None) -> "Write":
        """Return the write of another caller in the same transaction.

        Its audit entries must be added to those of the transaction.
        """
        own: dict[str, Any] = {"changes": [], "matches": [], "match_path": []}
        return replace(self, context=context, deadline=deadline, **own)

    def check_time(self) -> None:
        """Raise ``WriteTooLongError`` if the time of the write is over.

        Every read and every change checks it, so that no loop over records runs on.
        """
        if self.deadline:
            self.deadline.check()

    def in_time(self, items: Iterable[T]) -> Iterator[T]:
        """Yield ``items`` while there is time, for loops that read nothing."""
        for one in items:
            self.check_time()
            yield one

    @contextmanager
    def match_prefix(self, *path: str | int) -> Iterator[None]:
        """Prefix the paths of the matches in this block with ``path``."""
        self.match_path.extend(path)
        try:
            yield
        finally:
            del self.match_path[len(self.match_path) - len(path) :]

    def add_match(
        self,
        resource: str,
        record_id: int,
        name: str,
        *,
        at: Sequence[str | int],
        filled: Sequence[str] = (),
    ) -> None:
        """Add a match: the record that the description at ``at`` means."""
        path = (*self.match_path, *at)
        self.matches.append(Match(path, resource, record_id, name, filled))

    def run_deferred(self) -> None:
        """Run the functions that were deferred to the end of the transaction."""
        for work, records in self.deferred.items():
            self.flush()
            work(self, records)
        self.deferred.clear()

    def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read inside the transaction, unless it was read ahead."""
        if self.ahead and (key := _key(read, values)) in self.ahead:
            ahead: Sequence[RowT] = self.ahead.pop(key)
            return ahead
        return self._fetched(read, values)

    def rows_together(self, reads: Sequence[PreparedRead]) -> list[Sequence[Any]]:
        """Return the rows of several reads, on PostgreSQL by one statement.

        On SQLite, where a statement is no message, one for all takes longer.
        """
        if is_alone(self.connection) or not are_joinable(reads):
            return [self._fetched(*one) for one in reads]
        connection = self._flushed()
        statement = join(tuple(read for read, _ in reads), connection.dialect)
        values = statement.named(values for _, values in reads)
        return statement.loaded_rows(fetch(connection, statement.sql, values))

    def read_ahead(self, reads: Sequence[PreparedRead]) -> None:
        """Run reads together; ``rows`` returns the rows of each, once."""
        for read, rows in zip(reads, self.rows_together(reads), strict=True):
            self.ahead[_key(*read)] = rows

    def _fetched(
        self, read: Prepared[RowT], values: Mapping[str, Any]
    ) -> Sequence[RowT]:
        connection = self._flushed()
        compiled = read.compiled(connection.dialect)
        found = fetch(connection, compiled.sql, compiled.named(values))
        return compiled.loaded_rows(found)

    def rows_once(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read once in the transaction, for all callers."""
        key = _key(read, values)
        if key not in self.found:
            self.found[key] = self.rows(read, **values)
        rows: Sequence[RowT] = self.found[key]
        return rows

    def scalar(self, statement: Select[T]) -> T | None:
        """Return the first value that a select of columns returns."""
        return self._flushed().scalar(statement)

    def scalars(self, statement: Select[T]) -> Sequence[T]:
        """Return the first column of the rows that a select returns."""
        return self._flushed().scalars(statement).all()

    @property
    def session(self) -> Session:
        """Return the session, which is made when it is first needed."""
        return self.lazy.session

    @property
    def connection(self) -> Connection:
        """Return the connection."""
        return self.lazy.connection

    def flush(self) -> None:
        """Store the changes of mapped objects."""
        self.lazy.flush()

    def _flushed(self) -> Connection:
        """Flush and return the connection: ``Session.execute`` takes twice as long."""
        self.check_time()
        self.lazy.autoflush()
        return self.connection

    @property
    def viewer(self) -> Viewer:
        """Return the viewer of the writer."""
        return self.context.viewer

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Roll back only the changes of the block if it raises."""
        self.check_time()
        before, matched = len(self.changes), len(self.matches)
        try:
            with self.session.begin_nested():
                self.session.connection()  # sets the savepoint now
                yield
        except BaseException:
            del self.changes[before:]
            del self.matches[matched:]
            self.ahead.clear()
            raise

    def lock_register(self) -> None:
        """Lock the creation of sources and tags until the end of the transaction."""
        lock(self.connection, REGISTER_LOCK)

    def find_or_lock(self, find: Callable[[], T | None]) -> T | None:
        """Return the result of ``find``, or take the register lock and return ``None``.

        ``find`` runs again under the lock: another transaction may have been faster.
        """
        found = find()
        if found is None:
            self.lock_register()
            found = find()
        return found

    def lock_texts(self, outlet_id: int) -> None:
        """Lock the storing of texts of an outlet until the end of the transaction.

        If both locks are needed, take the register lock first.
        """
        lock(self.connection, number_of(f"texts of {outlet_id}"))

    def try_lock_key(self, key: str) -> bool:
        """Lock an idempotency key until the commit; return whether it was free."""
        number = number_of(f"{self.context.analyst_id} {key}")
        return try_lock(self.connection, number)


def _key(read: Prepared[Any], values: Mapping[str, Any]) -> tuple[Any, ...]:
    return read, *sorted(values.items())
