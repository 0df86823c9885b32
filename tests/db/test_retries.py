"""Writes that conflict with others are retried, up to a limit, and never done twice."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text

from db.commands.records import fetch
from db.commands.sources import revise_source
from db.commands.tags import make_tag
from db.engine.session import (
    Context,
    Write,
    driver,
    make_engine,
    make_session_factory,
)
from db.engine.session import write_transaction as transaction
from db.engine.writer import GROUP_SIZE, RETRY_PAUSES, make_writer
from db.errors import UnavailableError
from db.models import Change, Source, Tag
from tests.factories import make_source

Work = Callable[[Write], Any]
WRITERS = 6
OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
ATTEMPTS = len(RETRY_PAUSES) + 1
# Another program, which locks the file until it is told to release it.
HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
print("free", flush=True)
"""


def at_once(engine: Engine, works: list[Work], *, queued: Event | None = None) -> Any:
    """Run ``works`` together; return the result or the failure of each."""
    writer = make_writer(engine)

    async def run() -> list[Any]:
        waiting = [asyncio.ensure_future(writer.run(work, Context())) for work in works]
        await asyncio.sleep(0)
        if queued:
            queued.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    answers = asyncio.run(run())
    writer.close()
    return answers


def do(engine: Engine, work: Work) -> Any:
    with transaction(make_session_factory(engine)) as write:
        return work(write)


def count(engine: Engine, model: Any) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count(model.id))) or 0


def tag(name: str) -> Work:
    return lambda write: make_tag(write, name=name).name


class Meeting:
    """Two functions, each of which waits for the other during its first attempt.

    SQLite has one writer: there they never meet.
    """

    def __init__(self, engine: Engine) -> None:
        self._barrier = Barrier(2 if engine.dialect.name == "postgresql" else 1)
        self.tried: list[str] = []

    def wait(self, name: str) -> None:
        self.tried.append(name)
        if self.tried.count(name) == 1:
            self._barrier.wait(5)

    @property
    def tries(self) -> int:
        """Return how often the works were run, if they could meet."""
        return len(self.tried) if self._barrier.parties == 2 else 3


class TestDeadlocks:
    def test_are_resolved_by_a_retry(self, emptied: Engine) -> None:
        sources = [do(emptied, lambda write: make_source(write).id) for _ in range(2)]
        meeting = Meeting(emptied)

        def rename(name: str, first: int, second: int) -> Work:
            def work(write: Write) -> None:
                note(write, first)
                meeting.wait(name)
                note(write, second)

            return work

        answers = at_once(
            emptied, [rename("a", *sources), rename("b", *reversed(sources))]
        )

        assert answers == [None, None]
        assert meeting.tries == 3
        assert do(emptied, versions) == [3, 3]
        assert count(emptied, Change) == 2 + 4


class TestSerialisationFailures:
    @pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
    def test_in_a_statement_are_retried(self, emptied: Engine, isolation: str) -> None:
        source_id = do(emptied, lambda write: make_source(write).id)
        meeting = Meeting(emptied)

        def rename(name: str) -> Work:
            def work(write: Write) -> None:
                write.session.scalar(select(Source.name))  # now it has its snapshot
                meeting.wait(name)
                note(write, source_id)

            return work

        answers = at_once(isolated(emptied, isolation), [rename("a"), rename("b")])

        assert answers == [None, None]
        assert meeting.tries == 3
        assert do(emptied, versions) == [3]
        assert count(emptied, Change) == 1 + 2

    def test_in_the_commit_are_retried(self, emptied: Engine) -> None:
        meeting = Meeting(emptied)

        def make(name: str) -> Work:
            def work(write: Write) -> int:
                known = write.session.scalar(select(func.count(Tag.id))) or 0
                write.session.add(tag_row(write, f"{name}, after {known}"))
                write.session.flush()
                meeting.wait(name)
                return known

            return work

        answers = at_once(isolated(emptied, "SERIALIZABLE"), [make("a"), make("b")])

        assert sorted(answers) == [0, 1]
        assert meeting.tries == 3
        assert count(emptied, Tag) == 2

    def test_that_persist_are_reported(self, emptied: Engine, backend: str) -> None:
        if backend == "sqlite":
            pytest.skip("has one writer")
        tried: list[str] = []

        def work(write: Write) -> None:
            make_tag(write, name="war")
            tried.append("war")
            fail = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"
            write.session.execute(text(fail))

        (answer,) = at_once(emptied, [work])

        assert isinstance(answer, UnavailableError)
        assert len(tried) == ATTEMPTS
        assert count(emptied, Tag) == 0


class TestLostConnections:
    @pytest.fixture
    def server(self, emptied: Engine, backend: str) -> Iterator[Engine]:
        if backend == "sqlite":
            pytest.skip("a file has no server that could hang up")
        yield emptied
        emptied.dispose()  # some of its connections have ended

    def test_before_a_write_are_replaced(self, server: Engine) -> None:
        at_once(server, [tag(str(number)) for number in range(WRITERS)])
        hang_up(server)

        answers = at_once(server, [tag(f"later {number}") for number in range(WRITERS)])

        assert answers == [f"later {number}" for number in range(WRITERS)]
        assert count(server, Tag) == count(server, Change) == 2 * WRITERS

    @pytest.mark.parametrize("by_driver", [True, False])
    def test_within_a_write_roll_it_back_and_it_is_retried(
        self, server: Engine, *, by_driver: bool
    ) -> None:
        tried: list[str] = []

        def work(write: Write) -> str:
            name: str = make_tag(write, name="war").name
            tried.append(name)
            if len(tried) == 1:
                hang_up(server)
                if by_driver:
                    driver.fetch(write.connection, "SELECT 1")
            return name

        answers = at_once(server, [work])

        assert (answers, len(tried)) == (["war"], 2)
        assert count(server, Tag) == count(server, Change) == 1

    def test_in_the_commit_are_reported_and_it_is_not_retried(
        self, server: Engine
    ) -> None:
        tried: list[str] = []

        def work(write: Write) -> None:
            tried.append(make_tag(write, name="war").name)

        event.listen(server, "commit", lambda _: hang_up(server), once=True)
        (answer,) = at_once(server, [work])

        assert isinstance(answer, UnavailableError)
        assert len(tried) == 1
        assert count(server, Tag) == count(server, Change) == 0


class TestBusyFile:
    """Another program writes to the file for longer than SQLite itself waits."""

    @pytest.fixture
    def file(self, emptied: Engine, backend: str) -> Iterator[Engine]:
        if backend == "postgresql":
            pytest.skip("its writers wait for rows, never for the whole database")
        hurried = make_engine(str(emptied.url))
        event.listen(hurried, "connect", hurry)
        yield hurried
        hurried.dispose()

    def test_is_retried(self, file: Engine) -> None:
        begun: list[Any] = []
        with held(file) as release:

            def free_it_at_last(connection: Any, *_: Any) -> None:
                begun.append(connection)
                if len(begun) == ATTEMPTS:
                    release()

            event.listen(file, "checkout", free_it_at_last)
            answers = at_once(file, [tag("a"), tag("b")])

        assert answers == ["a", "b"]
        assert len(begun) >= ATTEMPTS
        assert (count(file, Tag), count(file, Change)) == (2, 2)

    def test_is_reported_to_all_waiting_writers(self, file: Engine) -> None:
        queued, begun = Event(), list[Any]()

        def wait_for_all(connection: Any, *_: Any) -> None:
            queued.wait(5)
            begun.append(connection)

        event.listen(file, "checkout", wait_for_all)
        works = [tag(str(number)) for number in range(2 * GROUP_SIZE)]
        with held(file):
            answers = at_once(file, works, queued=queued)
        tried = len(begun)
        later = at_once(file, [tag("later")])

        assert {type(answer) for answer in answers} == {UnavailableError}
        assert tried == ATTEMPTS
        assert later == ["later"]
        assert (count(file, Tag), count(file, Change)) == (1, 1)


@contextmanager
def held(file: Engine) -> Iterator[Callable[[], None]]:
    """Let another process lock a file; the yielded function releases it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, file.url.database or ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    assert process.stdout.readline() == "held\n"

    def release() -> None:
        process.communicate("now\n", timeout=30)

    yield release
    if process.returncode is None:
        release()


def hang_up(server: Engine) -> None:
    """End all connections to a database, as a restart of the server does."""
    other = make_engine(server.url.render_as_string(hide_password=False))
    with other.connect() as connection:
        connection.execute(OTHERS)
    other.dispose()


def hurry(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA busy_timeout = 20")


def isolated(engine: Engine, level: str) -> Engine:
    """Return an engine whose transactions are as a server can be set to make them."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level=level)


def note(write: Write, source_id: int) -> None:
    source = fetch(write, Source, source_id, version=None)
    revise_source(write, source_id, version=source.version, note="x")


def versions(write: Write) -> list[int]:
    return list(write.session.scalars(select(Source.version)))


def tag_row(write: Write, name: str) -> Tag:
    return Tag(
        name=name,
        match_key=name,
        version=1,
        created_at=write.now,
        updated_at=write.now,
    )
