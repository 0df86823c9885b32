"""A wall clock that jumps opens no embargo: real servers, whose clock is faked."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import Engine, select

from db.engine.session import make_engine, make_session_factory, write_transaction
from db.models import Article, Change
from tests.api.cli.running import Onrecord, Server
from tests.factories import make_article

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
PATIENCE, ONE_LOOK = 30, 3.0  # seconds; the job looks every two
SOON, LATER = timedelta(seconds=1), timedelta(minutes=30)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FAKETIME.exists(), reason="Debian's faketime is missing"),
]
SetClock = Callable[[str], None]


@pytest.fixture
def set_clock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set how far the wall clock of started servers is from that of the machine."""
    file = folder / "offset"
    file.write_text("+0\n")
    monkeypatch.setenv("LD_PRELOAD", str(FAKETIME))
    monkeypatch.setenv("FAKETIME_TIMESTAMP_FILE", str(file))
    monkeypatch.setenv("FAKETIME_NO_CACHE", "1")
    monkeypatch.setenv("DONT_FAKE_MONOTONIC", "1")
    return lambda offset: (file.write_text(f"{offset}\n"), None)[1]


@contextmanager
def opened(onrecord: Onrecord) -> Iterator[Engine]:
    engine = make_engine(onrecord.url)
    yield engine
    engine.dispose()


def embargo(engine: Engine, wait: timedelta) -> int:
    """Record an article that becomes public after a time; return its id."""
    with write_transaction(make_session_factory(engine)) as write:
        end = write.now + wait
        article = make_article(write, visibility="restricted", embargo_until=end)
        return article.id


def is_public(engine: Engine, article_id: int) -> bool:
    seen = select(Article.visibility).where(Article.id == article_id)
    with engine.connect() as connection:
        return connection.scalar(seen) == "public"


def wait_for(happened: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end
        sleep(0.1)


def status(server: Server) -> str:
    found: str = json.loads(server.get("/readyz"))["status"]
    return found


class TestClockJump:
    def test_while_a_server_runs_ends_no_embargo(
        self, migrated: Onrecord, set_clock: SetClock
    ) -> None:
        with opened(migrated) as engine, migrated.serving("--json") as server:
            waiting = embargo(engine, LATER)
            assert status(server) == "ok"
            for offset in ("+1h", "+80y", "-1h"):
                set_clock(offset)
                wait_for(lambda: status(server) == "clock")
                ending = embargo(engine, SOON)
                wait_for(lambda: is_public(engine, ending))  # noqa: B023
                assert not is_public(engine, waiting)
            set_clock("+0")
            wait_for(lambda: status(server) == "ok")
            sleep(ONE_LOOK)  # which tells the log
            with engine.connect() as connection:
                instants = connection.scalars(select(Change.at).order_by(Change.id))
                times = list(instants)
            ended = server.end()

        assert times == sorted(times)
        assert times[-1] <= datetime.now(UTC)
        events = [one["event"] for one in ended.log if "clock" in one["event"]]
        assert events[0] == "clock_differs"
        assert events[-1] == "clock_agrees"

    def test_before_a_server_starts_ends_no_embargo(
        self, migrated: Onrecord, set_clock: SetClock
    ) -> None:
        with opened(migrated) as engine:
            waiting = embargo(engine, LATER)
            set_clock("+80y")
            with migrated.serving("--json") as server:
                assert status(server) == "clock"
                sleep(ONE_LOOK)
                ended = server.end()

            assert not is_public(engine, waiting)
        assert "clock_differs" in {one["event"] for one in ended.log}
