"""Engines, and the one transaction that writes; reading is ``db.engine.reader``."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.orm import Session, sessionmaker

from db.engine.prepared import Prepared, RowT
from db.models.analyst import LOCAL
from db.models.change import Change
from db.values.viewer import LOCAL_VIEWER, Viewer

SessionFactory = sessionmaker[Session]
# Any numbers, the same in every process of one database; taken in this order.
REGISTER_LOCK, CHANGE_LOCK = 7_165_001, 7_165_002


def make_engine(database_url: str, *, connections: int = 8) -> Engine:
    """Create the engine for writes and migrations."""
    is_sqlite = make_url(database_url).get_backend_name() == "sqlite"
    # Fixed: overflow opens and closes connections under load.
    engine = create_engine(
        database_url,
        pool_pre_ping=True,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # a failure that is logged repeats nothing it was given
        json_serializer=lambda value: orjson.dumps(value).decode(),
        # Who looks again after waiting for a lock has to see what its holder did.
        **{} if is_sqlite else {"isolation_level": "READ COMMITTED"},
    )
    if is_sqlite:
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_session_factory(bind: Engine | Connection) -> SessionFactory:
    """Build sessions; those on one connection end in a savepoint of it."""
    return sessionmaker(
        bind=bind, expire_on_commit=False, join_transaction_mode="create_savepoint"
    )


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
class Write:
    """One write transaction: its only instant, its context, what it changed."""

    session: Session
    now: datetime
    context: Context
    changes: list[Change] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    place: list[str | int] = field(default_factory=list)

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

    def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read inside the transaction."""
        found = self.session.execute(read.statement, values)
        return [read.row_type(row) for row in found]

    @property
    def viewer(self) -> Viewer:
        """Return what the writer may see."""
        return self.context.viewer

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what the block did if it raises, and nothing else."""
        before, matched = len(self.changes), len(self.matches)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self.changes[before:]
            del self.matches[matched:]
            raise

    def hold_register(self) -> None:
        """Let no other transaction make a source or a tag until this one has ended."""
        _lock(self.session, REGISTER_LOCK)

    def hold_texts(self, outlet_id: int) -> None:
        """Let no other transaction record a text of an outlet until this one has ended.

        Hold the register first, where both are needed.
        """
        _lock(self.session, _number(f"texts of {outlet_id}"))

    def hold_key(self, key: str) -> bool:
        """Hold an analyst's key until the end; return whether it was free."""
        number = _number(f"{self.context.analyst_id} {key}")
        return _try_lock(self.session, number)


@contextmanager
def write_transaction(
    sessions: SessionFactory, context: Context | None = None
) -> Iterator[Write]:
    """Commit what the block did, its audit entries last; roll back if it raises."""
    with sessions.begin() as session:
        write = Write(session, datetime.now(UTC), context or Context())
        yield write
        if write.changes:
            _append_changes(write)


def _append_changes(write: Write) -> None:
    session = write.session
    session.flush()
    _lock(session, CHANGE_LOCK)  # so that a reader never sees change 2 before change 1
    last = session.scalar(select(Change.at).order_by(Change.id.desc()).limit(1))
    for change in write.changes:
        change.at = max(write.now, last or write.now)
    session.add_all(write.changes)


def _number(name: str) -> int:
    """Return the number of the lock with this name."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def _lock(session: Session, number: int) -> None:
    """Wait for a lock that is held until commit; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(number)))


def _try_lock(session: Session, number: int) -> bool:
    """Take a lock that is held until commit; return whether it was free."""
    if session.get_bind().dialect.name == "postgresql":
        return bool(session.scalar(select(func.pg_try_advisory_xact_lock(number))))
    return True


# The sqlite3 driver opens transactions on its own terms, which breaks rollback to
# a savepoint; and SQLite ignores foreign keys unless each connection asks for them.
def prepare_sqlite(connection: Any, _: object = None) -> None:  # noqa: ANN401 - the driver's
    """Give a new SQLite connection the settings every connection shares."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA mmap_size = 1073741824")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a deferred transaction that reads, then writes, fails at once with
    # "database is locked" when another has written meanwhile.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
