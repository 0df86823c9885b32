"""Leases: one holder at a time, even with wrong clocks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import Engine, delete, select

from db.commands.leases import DURATION, release_leases, take_lease
from db.engine.session import Write, make_session_factory, write_transaction
from db.models import Lease

JOB = "sweep"
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
PATIENCE = 30  # seconds


def after(write: Write, time: timedelta) -> Write:
    """The same transaction as if it had begun so much later."""
    return replace(write, now=write.now + time)


def holder(write: Write) -> str | None:
    return write.session.scalar(select(Lease.holder).where(Lease.name == JOB))


class TestTakeLease:
    def test_only_the_first_process_takes_the_lease(self, write: Write) -> None:
        assert take_lease(write, JOB, holder="a")
        assert not take_lease(write, JOB, holder="b")

        assert holder(write) == "a"

    def test_distinguishes_names(self, write: Write) -> None:
        assert take_lease(write, JOB, holder="a")
        assert take_lease(write, "another", holder="b")

    def test_renews_the_lease_of_its_holder(self, write: Write) -> None:
        take_lease(write, JOB, holder="a")

        assert take_lease(after(write, DURATION - SECOND), JOB, holder="a")
        assert not take_lease(after(write, DURATION + SECOND), JOB, holder="b")

    @pytest.mark.parametrize(
        ("time", "taken"), [(DURATION - SECOND, False), (DURATION, True)]
    )
    def test_another_process_takes_an_expired_lease(
        self, write: Write, time: timedelta, taken: bool
    ) -> None:
        take_lease(write, JOB, holder="a")

        assert take_lease(after(write, time), JOB, holder="b") is taken

    @pytest.mark.parametrize("jump", [-DAY, DAY], ids=["back", "forth"])
    def test_leaves_one_holder_after_the_clock_has_jumped(
        self, write: Write, jump: timedelta
    ) -> None:
        take_lease(write, JOB, holder="a")
        jumped = after(write, jump)

        assert take_lease(jumped, JOB, holder="b")
        assert not take_lease(jumped, JOB, holder="a")

    def test_leaves_one_holder_if_two_clocks_differ_slightly(
        self, write: Write
    ) -> None:
        take_lease(write, JOB, holder="a")

        for _ in range(3):
            assert not take_lease(after(write, 5 * SECOND), JOB, holder="b")
            assert take_lease(write, JOB, holder="a")


class TestReleaseLeases:
    def test_lets_another_process_take_the_lease_at_once(self, write: Write) -> None:
        take_lease(write, JOB, holder="a")

        release_leases(write, holder="a")

        assert take_lease(write, JOB, holder="b")

    def test_leaves_the_leases_of_others(self, write: Write) -> None:
        take_lease(write, JOB, holder="a")

        release_leases(write, holder="b")

        assert holder(write) == "a"


class TestConcurrentProcesses:
    """Transactions of their own, as in server processes."""

    @pytest.fixture
    def leased(self, engine: Engine) -> Iterator[Engine]:
        yield engine
        with engine.begin() as connection:
            connection.execute(delete(Lease))

    def test_the_holder_renews_its_lease_while_another_process_requests_it(
        self, leased: Engine
    ) -> None:
        sessions = make_session_factory(leased)
        with write_transaction(sessions) as write:
            take_lease(write, JOB, holder="a")

        def renew() -> bool:
            with write_transaction(sessions) as write:
                return take_lease(write, JOB, holder="a")

        with ThreadPoolExecutor(1) as threads:
            with write_transaction(sessions) as write:
                asked = take_lease(write, JOB, holder="b")
                renewed = threads.submit(renew)
                wait([renewed], timeout=1)  # on SQLite it waits for the end of "b"
            assert (asked, renewed.result(PATIENCE)) == (False, True)

    @staticmethod
    def meanwhile(engine: Engine, *, shift: timedelta) -> tuple[bool, bool]:
        """Return whether "a" took the lease, and "b" while "a" was still working.

        On SQLite "b" waits for the end of the transaction, on PostgreSQL only where
        the lease is new to both.
        """
        sessions, taken, release = make_session_factory(engine), Event(), Event()

        def work() -> bool:
            with write_transaction(sessions) as write:
                found = take_lease(write, JOB, holder="a")
                taken.set()
                release.wait(PATIENCE)
                return found

        def attempt() -> bool:
            with write_transaction(sessions) as write:
                return take_lease(after(write, shift), JOB, holder="b")

        with ThreadPoolExecutor(2) as threads:
            first = threads.submit(work)
            taken.wait(PATIENCE)
            second = threads.submit(attempt)
            wait([second], timeout=1)
            release.set()
        return first.result(), second.result()

    def test_only_one_of_two_takes_a_new_lease(self, leased: Engine) -> None:
        assert self.meanwhile(leased, shift=timedelta()) == (True, False)

    def test_only_one_of_two_takes_an_expired_lease(self, leased: Engine) -> None:
        with write_transaction(make_session_factory(leased)) as write:
            assert take_lease(after(write, -DAY), JOB, holder="killed")

        assert self.meanwhile(leased, shift=timedelta()) == (True, False)

    def test_a_wrong_clock_does_not_take_the_lease_during_work(
        self, leased: Engine
    ) -> None:
        with write_transaction(make_session_factory(leased)) as write:
            take_lease(write, JOB, holder="a")

        taken = self.meanwhile(leased, shift=DAY)

        # SQLite has one writer at a time: "b" came after the work of "a".
        assert taken == (True, leased.dialect.name == "sqlite")
