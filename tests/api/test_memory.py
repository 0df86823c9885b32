"""Memory that long work used, and that is returned afterwards."""

import asyncio
import ctypes
import sys

import psutil
import pytest

from api.server import memory
from api.server.admission import InFlightLimit
from api.server.long_work import LongWork
from api.server.metrics import Metrics

MEGABYTE = 1024 * 1024
PIECES = 100_000  # of 1,000 bytes
MOST_OF_IT = 80 * MEGABYTE
KEPT = 500  # pieces, of which one stays in use

pytestmark = [
    pytest.mark.portable,
    pytest.mark.skipif(
        not sys.platform.startswith("linux")
        or not hasattr(ctypes.CDLL(None), "malloc_trim"),
        reason="only the GNU C library has malloc_trim",
    ),
]


def held() -> int:
    found = psutil.Process().memory_info()
    return int(found.rss - found.shared)


def hold_pieces() -> list[bytes]:
    """Return a few of many pieces, between which the others were."""
    pieces = [bytes(1000) for _ in range(PIECES)]
    return pieces[::KEPT]


async def held_after_long_work() -> tuple[int, int]:
    """Return the memory in use after long work, and the least some time later."""
    work = LongWork(InFlightLimit("derivations", 1, Metrics()))
    kept = await work.derive(hold_pieces)
    after = later = held()
    for _ in range(100):
        await asyncio.sleep(0.05)
        later = min(later, held())
        if later < after - MOST_OF_IT:
            break
    work.close()
    assert len(kept) == PIECES // KEPT
    return after, later


class TestLongWork:
    def test_memory_is_returned_after_long_work(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(memory, "PAUSE", 0.1)

        after, later = asyncio.run(held_after_long_work())

        assert later < after - MOST_OF_IT
