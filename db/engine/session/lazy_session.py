"""The connection of a transaction, with a session only if it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from db.engine.session.engines import SessionFactory


class LazySession:
    """A connection in a transaction, and the session that first use makes on it.

    A session of its own would cost each write up to a tenth of its processor time.
    """

    def __init__(self, connection: Connection, sessions: SessionFactory) -> None:
        self.connection = connection
        self._sessions = sessions

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return the connection of a session, with this session."""
        lazy = cls(session.connection(), SessionFactory())
        lazy.__dict__["session"] = session
        return lazy

    @cached_property
    def session(self) -> Session:
        """Return the session, which leaves the commit to the connection."""
        mode = "rollback_only"
        return self._sessions(bind=self.connection, join_transaction_mode=mode)

    @property
    def made(self) -> Session | None:
        """Return the session if there is one."""
        return self.__dict__.get("session")

    def flush(self) -> None:
        """Store the changes of mapped objects."""
        if made := self.made:
            made.flush()

    def autoflush(self) -> None:
        """Store the changes of mapped objects before a read, unless that is off."""
        if (made := self.made) and made.autoflush:
            made.flush()

    def close(self) -> None:
        """Forget the mapped objects."""
        if made := self.made:
            made.close()


@contextmanager
def begin(sessions: SessionFactory) -> Iterator[LazySession]:
    """Commit the changes of the block; roll back if it raises.

    Sessions of a connection in a transaction get a savepoint instead.
    """
    bind: Engine | Connection = sessions.kw["bind"]
    begun = _part_of(bind) if isinstance(bind, Connection) else bind.begin()
    with begun as connection:
        lazy = LazySession(connection, sessions)
        try:
            yield lazy
            lazy.flush()
        finally:
            lazy.close()


@contextmanager
def _part_of(connection: Connection) -> Iterator[Connection]:
    is_part = connection.in_transaction()
    with connection.begin_nested() if is_part else connection.begin():
        yield connection
