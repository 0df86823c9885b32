import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, event, func, insert, make_url, select, text
from sqlalchemy.exc import OperationalError

from db.commands.tags import make_tag
from db.engine.session import Context, Write, make_engine
from db.engine.writer import Writer, make_writer
from db.errors import InvalidError, UnavailableError, WriteTooLongError
from db.models import Analyst, Base, Change, Claim, Tag
from db.queries.keys import find_any_key
from db.values.viewer import ADMIN
from tests.db.rows import VALID
from tests.factories import make_claim

CONTEXT = Context()
T = TypeVar("T")


@pytest.fixture
def writer(emptied: Engine) -> Iterator[Writer]:
    writer = make_writer(emptied)
    yield writer
    writer.close()


def at_once(writer: Writer, *works: Callable[[Write], Any]) -> list[Any]:
    """Run all of ``works`` together; return their results and failures in order."""

    async def run() -> list[Any]:
        waiting = (writer.run(work, CONTEXT) for work in works)
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(run())


def run(writer: Writer, work: Callable[[Write], T]) -> T:
    (result,) = at_once(writer, work)
    if isinstance(result, BaseException):
        raise result
    made: T = result
    return made


def count(engine: Engine, model: Any) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count(model.id))) or 0


BRIEFLY = 0.3  # seconds that a write may take here


class TestTimeLimit:
    @pytest.fixture
    def writer(self, emptied: Engine) -> Iterator[Writer]:
        writer = make_writer(emptied, connections=1, timeout=BRIEFLY)
        yield writer
        writer.close()

    @pytest.mark.parametrize("step", ["reads", "changes", "works"])
    def test_rolls_back_only_the_write_that_exceeds_it(
        self, emptied: Engine, writer: Writer, step: str
    ) -> None:
        def endless(write: Write) -> None:
            make_tag(write, name="rain")
            while True:
                if step == "reads":
                    write.rows(find_any_key(viewer=ADMIN), now=write.now)
                elif step == "changes":
                    with write.savepoint():
                        pass
                else:
                    deque(write.in_time(repeat("a span")), maxlen=0)

        slow, quick = at_once(writer, endless, lambda w: make_tag(w, name="war").name)

        assert isinstance(slow, WriteTooLongError)
        assert "stopped after 0.3 seconds and rolled back" in str(slow)
        assert run(writer, lambda write: make_tag(write, name="peace").name) == "peace"
        names = {"war", "peace"} if quick == "war" else {"peace"}
        assert isinstance(quick, WriteTooLongError) or quick == "war"
        with emptied.connect() as connection:
            assert set(connection.scalars(select(Tag.name))) == names

    def test_ends_the_wait_of_a_write_before_it_begins(self, writer: Writer) -> None:
        go_on, begun = Event(), []

        async def work() -> Any:
            blocking = asyncio.create_task(writer.run(lambda _: go_on.wait(5), CONTEXT))
            await asyncio.sleep(0.05)
            waiting = writer.run(lambda _: begun.append(1), CONTEXT)
            (late,) = await asyncio.gather(waiting, return_exceptions=True)
            go_on.set()
            await blocking
            return late

        assert isinstance(asyncio.run(work()), WriteTooLongError)
        writer.close()
        assert begun == []

    def test_stops_a_single_long_statement(
        self, database_url: str, backend: str
    ) -> None:
        """PostgreSQL ends it, so that no lock is waited for without end."""
        if backend == "sqlite":
            pytest.skip("has no server")
        engine = make_engine(database_url, connections=1, statement_timeout=BRIEFLY)
        writer = make_writer(engine, connections=1)

        with pytest.raises(UnavailableError, match="cannot be written to now"):
            run(writer, lambda write: write.session.execute(text("SELECT pg_sleep(9)")))

        writer.close()
        engine.dispose()


class TestRun:
    def test_returns_the_result_after_it_is_stored(
        self, emptied: Engine, writer: Writer
    ) -> None:
        tag_id = run(writer, lambda write: make_tag(write, name="war").id)

        with emptied.connect() as connection:
            assert connection.scalar(select(Tag.id)) == tag_id
            assert connection.scalar(select(Change.record_id)) == tag_id

    def test_returns_after_the_commit(self, emptied: Engine, writer: Writer) -> None:
        order: list[str] = []

        def note(_: Any) -> None:
            sleep(0.05)
            order.append("committed")

        async def work() -> None:
            await writer.run(lambda write: make_tag(write, name="war"), CONTEXT)
            order.append("answered")

        event.listen(emptied, "commit", note)
        try:
            asyncio.run(work())
        finally:
            event.remove(emptied, "commit", note)

        assert order == ["committed", "answered"]

    def test_logs_the_request_id_and_the_reason(
        self, emptied: Engine, writer: Writer
    ) -> None:
        context = Context(request_id="abc", reason="дубль")

        async def work() -> None:
            await writer.run(lambda write: make_tag(write, name="war"), context)

        asyncio.run(work())

        with emptied.connect() as connection:
            line = connection.execute(select(Change.request_id, Change.reason)).one()
        assert tuple(line) == ("abc", "дубль")

    def test_a_failed_write_does_not_affect_the_others(
        self, emptied: Engine, writer: Writer
    ) -> None:
        def make(name: str) -> Callable[[Write], Any]:
            return lambda write: make_tag(write, name=name).name

        def refuse(write: Write) -> None:
            make_claim(write)
            message = "no"
            raise InvalidError(message)

        def break_a_constraint(write: Write) -> None:
            make_claim(write)
            write.session.execute(insert(Tag).values(name=None))

        first, refused, second, broken, third = at_once(
            writer, make("a"), refuse, make("b"), break_a_constraint, make("c")
        )

        assert (first, second, third) == ("a", "b", "c")
        assert isinstance(refused, InvalidError)
        assert isinstance(broken, Exception)
        assert (count(emptied, Tag), count(emptied, Change)) == (3, 3)
        assert count(emptied, Claim) == 0

    def test_skips_cancelled_writes(self, emptied: Engine, writer: Writer) -> None:
        begun, go_on = Event(), Event()

        def block(_: Write) -> None:
            begun.set()
            go_on.wait(5)

        async def work() -> None:
            blocking = [
                asyncio.create_task(writer.run(block, CONTEXT))
                for _ in range(1 if emptied.dialect.name == "sqlite" else 8)
            ]
            await asyncio.to_thread(begun.wait, 5)
            waiting = writer.run(lambda write: make_tag(write, name="war"), CONTEXT)
            task = asyncio.create_task(waiting)
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.wait([task])
            go_on.set()
            await asyncio.gather(*blocking)

        asyncio.run(work())

        run(writer, lambda write: make_tag(write, name="peace"))
        assert count(emptied, Tag) == 1

    def test_reports_a_locked_database(
        self, emptied: Engine, database_url: str
    ) -> None:
        def make(write: Write) -> str:
            return make_tag(write, name="war").name

        impatient = make_engine(database_url)
        event.listen(impatient, "connect", hurry)
        writer = make_writer(impatient)
        with emptied.begin() as connection:
            lock(connection)
            answers = at_once(writer, make, make)
        later = run(writer, make)
        writer.close()
        impatient.dispose()

        assert [type(answer) for answer in answers] == [UnavailableError] * 2
        assert later == "war"

    def test_reports_a_database_error_within_a_write(
        self, emptied: Engine, writer: Writer
    ) -> None:
        def fill_the_disk(write: Write) -> None:
            make_claim(write)
            statement = "INSERT"
            raise OperationalError(statement, {}, OSError("disk full"))

        with pytest.raises(UnavailableError):
            run(writer, fill_the_disk)

        assert count(emptied, Claim) == 0

    def test_reports_a_missing_database(
        self, backend: str, database_url: str, tmp_path: Path
    ) -> None:
        lost = make_url(database_url).set(database="onrecord_lost")
        if backend == "sqlite":
            lost = make_url(f"sqlite:///{tmp_path}/missing/record.db")
        engine = make_engine(lost.render_as_string(hide_password=False))
        writer = make_writer(engine)

        with pytest.raises(UnavailableError):
            run(writer, lambda write: make_tag(write, name="war"))

        writer.close()
        engine.dispose()


class TestClose:
    def test_completes_writes_in_flight(self, emptied: Engine) -> None:
        writer = make_writer(emptied)

        async def work() -> list[Any]:
            waiting = [
                asyncio.ensure_future(writer.run(slowly(str(number)), CONTEXT))
                for number in range(4)
            ]
            await asyncio.sleep(0)
            await asyncio.to_thread(writer.close)
            return await asyncio.gather(*waiting)

        assert asyncio.run(work()) == ["0", "1", "2", "3"]
        assert count(emptied, Tag) == 4


class TestGroups:
    """On SQLite, waiting writes share a commit."""

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        engine = make_engine(f"sqlite:///{tmp_path}/record.db")
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(insert(Analyst).values(VALID["analyst"] | {"id": 1}))
        yield engine
        engine.dispose()

    def test_share_commits(self, engine: Engine) -> None:
        commits: list[Any] = []
        event.listen(engine, "commit", commits.append)
        writer = make_writer(engine)

        names = at_once(writer, *(slowly(str(number)) for number in range(20)))

        writer.close()
        assert names == [str(number) for number in range(20)]
        assert len(commits) <= 3

    def test_fail_together_if_the_commit_fails(self, engine: Engine) -> None:
        def refuse(_: Any) -> None:
            message = "disk full"
            raise RuntimeError(message)

        writer = make_writer(engine)
        event.listen(engine, "commit", refuse)
        answers = at_once(writer, *(slowly(str(number)) for number in range(5)))
        event.remove(engine, "commit", refuse)
        later = run(writer, slowly("later"))

        writer.close()
        assert [str(answer) for answer in answers] == ["disk full"] * 5
        assert (later, count(engine, Tag), count(engine, Change)) == ("later", 1, 1)

    def test_have_audit_entries_in_the_order_of_the_work(self, engine: Engine) -> None:
        writer = make_writer(engine)

        at_once(writer, *(slowly(str(number)) for number in range(20)))

        writer.close()
        with engine.connect() as connection:
            lines = connection.execute(
                select(Change.record_id, Change.at).order_by(Change.id)
            ).all()
        assert [line.record_id for line in lines] == list(range(1, 21))
        assert [line.at for line in lines] == sorted(line.at for line in lines)


def slowly(name: str) -> Callable[[Write], str]:
    """Return work that makes a tag, and takes long enough for others to queue."""

    def work(write: Write) -> str:
        sleep(0.01)
        return make_tag(write, name=name).name

    return work


def hurry(connection: Any, _: Any) -> None:
    """Give up on locks at once."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA busy_timeout = 50")
        return
    connection.execute("SET lock_timeout = 50")
    connection.commit()


def lock(connection: Any) -> None:
    """Keep others from writing; SQLite does so from the first statement."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE tag IN ACCESS EXCLUSIVE MODE"))
    else:
        connection.execute(text("SELECT 1"))


class TestReadOnlyConnections:
    def test_are_replaced_after_a_refused_write(
        self, emptied: Engine, writer: Writer
    ) -> None:
        """One that was opened when a file or a server was read-only stays so."""
        setting = {
            "sqlite": "PRAGMA query_only = ON",
            "postgresql": "SET default_transaction_read_only = on",
        }[emptied.dialect.name]

        def open_read_only(connection: Any, _: Any) -> None:
            connection.execute(setting)
            connection.commit()

        emptied.dispose()
        event.listen(emptied, "connect", open_read_only)
        (refused,) = at_once(writer, lambda write: make_tag(write, name="war"))
        event.remove(emptied, "connect", open_read_only)
        run(writer, lambda write: make_tag(write, name="war"))

        assert isinstance(refused, UnavailableError)
        assert count(emptied, Tag) == 1
