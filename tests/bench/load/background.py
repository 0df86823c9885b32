"""Concurrent load: one request after the other, on one connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Event, Thread

PATIENCE = 60  # seconds for one answer


class Asking(Thread):
    """Requests one path repeatedly, until it is told to stop."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__(daemon=True)
        self._port, self._path = port, path
        self.answered = 0
        self.failures = 0
        self.stopped = Event()

    def run(self) -> None:
        """Ask, count, and close the connection in the end."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            while not self.stopped.is_set():
                connection.request("GET", self._path)
                answer = connection.getresponse()
                answer.read()
                self.answered += 1
                self.failures += answer.status != 200
        except OSError:
            self.failures += 1
        finally:
            connection.close()


@contextmanager
def background_load(port: int, path: str) -> Iterator[None]:
    """Request ``path`` while the block runs; raise ``RuntimeError`` if that fails."""
    asking = Asking(port, path)
    asking.start()
    try:
        yield
    finally:
        asking.stopped.set()
        asking.join(PATIENCE)
    if asking.failures or not asking.answered:
        message = (
            f"{path} was answered {asking.answered} times in the background, and failed"
        )
        raise RuntimeError(message)
