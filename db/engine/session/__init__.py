"""Engines, and the one transaction that writes; reading is ``db.engine.reader``."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import select

from db.engine.session.engines import (
    SessionFactory,
    make_engine,
    make_session_factory,
    prepare_sqlite,
)
from db.engine.session.locks import CHANGE_LOCK, lock
from db.engine.session.private_files import create_private
from db.engine.session.write import Context, Match, Write
from db.models.change import Change

__all__ = [
    "CHANGE_LOCK",
    "Context",
    "Match",
    "SessionFactory",
    "Write",
    "create_private",
    "make_engine",
    "make_session_factory",
    "prepare_sqlite",
    "write_transaction",
]


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
    lock(session, CHANGE_LOCK)  # so that a reader never sees change 2 before change 1
    last = session.scalar(select(Change.at).order_by(Change.id.desc()).limit(1))
    for change in write.changes:
        change.at = max(write.now, last or write.now)
    session.add_all(write.changes)
