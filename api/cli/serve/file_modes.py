"""A warning about database files that other users of the machine can read."""

import os
import shlex
import stat
from pathlib import Path

from sqlalchemy import URL

from api.cli.opening import is_sqlite
from api.cli.output import remark

OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
SUFFIXES = ("", "-wal", "-shm")


def warn_of_readers(url: URL) -> None:
    """Print which files of a SQLite database other users can read, and the remedy."""
    if os.name != "posix" or not is_sqlite(url):
        return
    path = str(Path(url.database or "").absolute())
    if readable := _read_by_others(path):
        remark(
            "Warning: other users of this machine can read the database. Run "
            f"`chmod 600 {' '.join(map(shlex.quote, readable))}`."
        )


def _read_by_others(path: str) -> list[str]:
    """Return the files of a database that others can read."""
    files = [path + suffix for suffix in SUFFIXES]
    return [one for one in files if _others_read(one)]


def _others_read(path: str) -> bool:
    try:
        return bool(os.stat(path).st_mode & OTHERS_READ)  # noqa: PTH116 - a name, not a path
    except FileNotFoundError:
        return False
