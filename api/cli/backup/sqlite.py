"""Copies of a SQLite database while it is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

from api.cli.failures import CommandError

BUSY = 30  # seconds to wait for a lock


def copy(source: Path, target: Path) -> None:
    """Copy a database as of one instant into an empty file, and check the copy.

    All pages are copied in one step, in one read transaction: writers continue, and do
    not make the copy start again.
    """
    with (
        closing(sqlite3.connect(source, timeout=BUSY)) as read,
        closing(sqlite3.connect(target, timeout=BUSY)) as written,
    ):
        read.backup(written, pages=-1)
        found = written.execute("PRAGMA integrity_check(1)").fetchone()[0]
        orphans = written.execute("PRAGMA foreign_key_check").fetchone()
    if found != "ok" or orphans:
        reason = found if found != "ok" else f"a row of {orphans[0]} lacks its parent"
        message = f"The copy of {source} is damaged, and was not kept: {reason}."
        raise CommandError(message)
    make_one_file(target)


def make_one_file(path: Path) -> None:
    """Convert an unused database to a single file, without a -wal."""
    with closing(sqlite3.connect(path, timeout=BUSY)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
