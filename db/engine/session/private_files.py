"""Creates SQLite files that only their owner can read."""

import os
from contextlib import suppress
from typing import Any

PRIVATE = 0o600


def create_private(path: str) -> None:
    """Create an empty file for its owner only; leave an existing file unchanged.

    SQLite copies the mode of the file to the -wal and -shm files.
    """
    if path.startswith("file:") or path in {"", ":memory:"}:
        return
    with suppress(OSError):  # SQLite reports why it cannot open the file
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
        os.chmod(path, PRIVATE)  # noqa: PTH101 - the umask may remove the owner's bits


def create_before_connecting(*given: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    """Create the file that a new connection is about to open."""
    _dialect, _record, arguments, _options = given
    create_private(str(arguments[0]))
