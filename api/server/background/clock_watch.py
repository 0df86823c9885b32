"""Compares the wall clock with the counted time and with the history."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from api.server.background.jobs import BackgroundJob
from db.engine.reader import Reader
from db.queries.changes import find_newest_change
from db.values.clock import CLOCK, TOLERANCE, Clock, read_wall_clock
from db.values.types import to_datetime
from db.values.viewer import LOCAL_VIEWER

log = structlog.get_logger()


class ClockWatch:
    """Starts the clock of a server process, and detects jumps of the wall clock.

    Without ``max_lead``, the wall clock counts as right at the start of the process.
    """

    def __init__(
        self, max_lead: timedelta | None = None, *, clock: Clock = CLOCK
    ) -> None:
        self._max_lead, self._clock = max_lead, clock
        self._newest: datetime | None = None
        self._is_begun = max_lead is None
        self._told = False

    @property
    def differs(self) -> bool:
        """Return whether the wall clock differs from the time, or is before the past.

        The newest audit entry is later than the time if it was written by a clock that
        was ahead, or if this clock is behind.
        """
        is_behind = self._newest and self._clock.now() < self._newest - TOLERANCE
        return bool(is_behind or self._clock.difference())

    async def check(self, reader: Reader) -> None:
        """Start the clock unless it runs; log when a difference begins or ends."""
        if self._max_lead is not None and not self._is_begun:
            await self._begin(reader, self._max_lead)
        if self.differs != self._told:
            self._told = self.differs
            self._tell()

    def before(self, job: BackgroundJob) -> BackgroundJob:
        """Return a job that checks the clock before it checks for due work."""

        async def is_due(reader: Reader) -> bool:
            await self.check(reader)
            return await job.is_due(reader)

        return replace(job, is_due=is_due)

    async def _begin(self, reader: Reader, max_lead: timedelta) -> None:
        """Start the clock at the newest audit entry if the wall clock is far ahead."""
        for row in await reader.rows(find_newest_change(viewer=LOCAL_VIEWER)):
            self._newest = to_datetime(row.at)
            if read_wall_clock() > self._newest + max_lead:
                self._clock.begin(self._newest)
        self._is_begun = True

    def _tell(self) -> None:
        if not self._told:
            log.info("clock_agrees")
            return
        ahead = self._clock.difference()
        if not ahead and self._newest:
            ahead = self._clock.now() - self._newest
        log.warning("clock_differs", seconds=round(ahead.total_seconds()))
