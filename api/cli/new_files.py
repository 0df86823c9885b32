"""Files that get their name only when they are complete."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from api.cli.failures import CommandError


def refuse_existing(target: Path) -> None:
    """Raise ``CommandError`` if a file with this name exists."""
    if os.path.lexists(target):
        message = f"{target} already exists and is not overwritten: name another file."
        raise CommandError(message)


@contextmanager
def complete_file(target: Path) -> Iterator[Path]:
    """Yield a temporary file next to ``target``, for its owner only; rename it last.

    If the process is killed, the temporary file stays, and ``target`` does not exist.
    """
    handle, name = mkstemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _sync(temporary)
        temporary.rename(target)
        _sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Wait until a file, or the entries of a folder, are on the disk."""
    if path.is_dir() and os.name != "posix":
        return  # other systems cannot open a folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
