"""The memory of a server."""

from threading import Event, Thread

from tests.torture.serving import Server

MEGABYTE = 1024 * 1024


class Memory(Thread):
    """Samples the memory of a server."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self._server = server
        self.first = self.most = server.memory()
        self.stopped = Event()

    def run(self) -> None:
        """Sample it five times a second."""
        while not self.stopped.wait(0.2):
            self.most = max(self.most, self._server.memory())

    def stop(self) -> tuple[int, int, int]:
        """Return the first, the largest and the last sample."""
        self.stopped.set()
        self.join()
        return self.first, self.most, self._server.memory()
