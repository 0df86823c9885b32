"""The time is counted: a change of the wall clock opens and reorders no records."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from db.values.clock import TOLERANCE, Clock
from tests.conftest import ROOT

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Clocks:
    """A wall clock that can be set, and a counter that cannot."""

    def __init__(self) -> None:
        self.wall, self.counter = NOON, 0.0
        self.clock = Clock(lambda: self.wall, lambda: self.counter)

    def wait(self, time: timedelta) -> None:
        self.wall += time
        self.counter += time.total_seconds()


class TestNow:
    def test_follows_a_wall_clock_within_the_tolerance(self) -> None:
        clocks = Clocks()

        clocks.wait(HOUR)
        clocks.wall += TOLERANCE  # the network corrects it

        assert clocks.clock.now() == NOON + HOUR + TOLERANCE
        assert not clocks.clock.difference()

    @pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(days=80 * 365)])
    def test_ignores_and_reports_a_jump_of_the_wall_clock(
        self, jump: timedelta
    ) -> None:
        clocks = Clocks()

        clocks.wall += jump
        clocks.wait(HOUR)

        assert clocks.clock.now() == NOON + HOUR
        assert clocks.clock.difference() == jump

    def test_reports_no_difference_after_the_clock_is_corrected(self) -> None:
        clocks = Clocks()

        clocks.wall += HOUR
        clocks.wall -= HOUR

        assert not clocks.clock.difference()

    def test_begins_at_the_given_instant(self) -> None:
        clocks = Clocks()

        clocks.clock.begin(NOON - HOUR)
        clocks.wait(HOUR)

        assert clocks.clock.now() == NOON
        assert clocks.clock.difference() == HOUR


def test_wall_clock_is_read_in_one_module_only() -> None:
    """The log has the time of the wall clock, like other logs."""
    reads = re.compile(r"datetime\.now|\btime\.time\b|func\.now")
    found = {
        str(path.relative_to(ROOT))
        for folder in ("api", "db", "seeds")
        for path in (ROOT / folder).rglob("*.py")
        if reads.search(path.read_text("utf-8"))
    }

    allowed = {"db/values/clock.py"}
    assert {one for one in found if "/access_log/" not in one} == allowed
