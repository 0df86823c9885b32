"""The log of the test suite, in which every line is checked."""

import asyncio
import io
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from api.server.access_log import configure, requests
from tests.api.bodies import Json

LINE = {"event", "level", "timestamp", "request_id"}
REQUEST = {"method", "route", "status", "ms", "bytes"}
PART = r"/([a-z_.-]+|\{[a-z_]+\})(\.json|\.\{form\})?"
ROUTE = re.compile(rf"other|/|(/api/v1)?({PART})+")
FRAME = re.compile(r'  File ".+", line \d+, in \S+|    .+|[\w.]+|')
FAILURES = {  # with a traceback
    "failed": LINE | {"route", "exception"},
    "background_job": LINE - {"request_id"} | {"job", "exception"},
}
SOON = 0.01  # seconds
# Said by the drivers and by us, of the database and never of a request.
CAUSES = ("unavailable", "cause", "detail")


class Log:
    """The log of the application while tests run."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        # Runs a coroutine in the loop of the application, while there is one.
        self.run: Callable[..., Any] | None = None
        requests.PAUSE = SOON

    def begin(self) -> None:
        configure("info", self._stream)

    @property
    def text(self) -> str:
        """Return everything since the last look, what waits to be written too."""
        self._wait_for_requests()
        return self._stream.getvalue()

    def _wait_for_requests(self) -> None:
        """Wait until the lines of all requests that were answered are written.

        A timer of the application's loop writes them. One that is set later on the same
        loop, for longer, ends after it, however slow the machine is.
        """
        if self.run is not None:
            self.run(asyncio.sleep, 2 * requests.PAUSE)

    def lines(self, event: str | None = None) -> Sequence[Json]:
        """Return the log lines since the last call, optionally of one kind."""
        found = map(json.loads, self.text.splitlines())
        return [line for line in found if event in {None, line["event"]}]

    def check(self) -> None:
        """Fail if a log line contains more than it may; then clear the lines."""
        written = self._stream.getvalue()
        self.clear()
        for line in map(json.loads, written.splitlines()):
            if line["event"] == "request":
                assert line.keys() == LINE | REQUEST, line
                assert ROUTE.fullmatch(line["route"]), line
                assert isinstance(line["status"] + line["bytes"], int), line
            elif line["event"] in FAILURES:
                assert line.keys() == FAILURES[line["event"]], line
                for frame in line["exception"].split("\n"):
                    assert FRAME.fullmatch(frame), frame
            elif line["event"] == "cut_off":
                assert line.keys() == LINE | {"route", "reason"}, line
            elif line["event"] == "schema_mismatch":  # noticed by a job or a request
                assert line.keys() | {"request_id"} == LINE | {"detail"}, line
            else:
                event, *more = CAUSES
                assert line["event"] == event, line
                assert line.keys() == LINE | set(more), line

    def clear(self) -> None:
        """Clear the log."""
        self._stream.seek(0)
        self._stream.truncate()
