"""Engines, sessions and write transactions; ``db.engine.reader`` has the reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.engine.session.appending import append_changes
from db.engine.session.copying import copy_rows
from db.engine.session.deadlines import Deadline
from db.engine.session.engines import (
    SessionFactory,
    engine_of,
    has_index_table,
    make_engine,
    make_session_factory,
    prepare_sqlite,
)
from db.engine.session.inserting import insert_new, insert_rows, insert_words
from db.engine.session.lazy_session import LazySession, begin
from db.engine.session.locks import CHANGE_LOCK
from db.engine.session.numbering import give_ids, give_ids_and_read, take_ids
from db.engine.session.private_files import create_private
from db.engine.session.write import Context, Match, State, Write
from db.values import clock

__all__ = [
    "CHANGE_LOCK",
    "Context",
    "Deadline",
    "LazySession",
    "Match",
    "SessionFactory",
    "State",
    "Write",
    "copy_rows",
    "create_private",
    "engine_of",
    "give_ids",
    "give_ids_and_read",
    "has_index_table",
    "insert_new",
    "insert_rows",
    "insert_words",
    "make_engine",
    "make_session_factory",
    "prepare_sqlite",
    "take_ids",
    "write_transaction",
]


@contextmanager
def write_transaction(
    sessions: SessionFactory,
    context: Context | None = None,
    *,
    deadline: Deadline | None = None,
) -> Iterator[Write]:
    """Commit the changes of the block, audit entries last; roll back if it raises."""
    with begin(sessions) as lazy:
        now = clock.now()
        write = Write(lazy, now, context or Context(), deadline=deadline)
        write.check_time()  # the write may have waited for its turn
        yield write
        write.run_deferred()
        if write.changes:
            append_changes(write)
