"""The time is counted: a clock that is set opens nothing and reorders nothing."""

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
    def test_is_that_of_a_wall_clock_that_is_not_set(self) -> None:
        clocks = Clocks()

        clocks.wait(HOUR)
        clocks.wall += TOLERANCE  # the network corrects it

        assert clocks.clock.now() == NOON + HOUR + TOLERANCE
        assert not clocks.clock.difference()

    @pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(days=80 * 365)])
    def test_ignores_a_jump(self, jump: timedelta) -> None:
        clocks = Clocks()

        clocks.wall += jump
        clocks.wait(HOUR)

        assert clocks.clock.now() == NOON + HOUR
        assert clocks.clock.difference() == jump

    def test_follows_a_clock_that_was_set_right_again(self) -> None:
        clocks = Clocks()

        clocks.wall += HOUR
        clocks.wall -= HOUR

        assert not clocks.clock.difference()

    def test_begins_where_it_is_told(self) -> None:
        clocks = Clocks()

        clocks.clock.begin(NOON - HOUR)
        clocks.wait(HOUR)

        assert clocks.clock.now() == NOON
        assert clocks.clock.difference() == HOUR


def test_is_read_in_one_place_only() -> None:
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
