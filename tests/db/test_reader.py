import asyncio
import inspect
import json
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import JSON, Boolean, Engine, String, func, make_url, select, text

import db.queries
from db.commands.records import fetch
from db.commands.tags import make_tag
from db.engine.prepared import Prepared
from db.engine.reader import Reader, make_reader
from db.engine.session import make_session_factory, write_transaction
from db.errors import UnavailableError
from db.queries import articles, claims, snapshots, sources, tags
from db.queries.embargoes import find_ended
from db.queries.filters import named
from db.values.types import UtcDateTime, to_datetime
from db.values.viewer import LOCAL_VIEWER
from tests.db.reads import SEEN, reads
from tests.db.told import NOBODY, Told, tell
from tests.emptying import Once
from tests.untyped import untyped

T = TypeVar("T")


@pytest.fixture(scope="module")
def once(engine: Engine) -> Once:
    return Once(engine)


@pytest.fixture
def told(emptied: Engine, once: Once) -> Told:
    def write_all() -> Told:
        with write_transaction(make_session_factory(emptied)) as write:
            return tell(write)

    once.begin()
    return once("told", write_all)


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Reader]:
    reader = make_reader(database_url, connections=2)
    await reader.open()
    try:
        yield reader
    finally:
        await reader.close()


def run(database_url: str, work: Callable[[Reader], Awaitable[T]]) -> T:
    """Return the result of ``work`` on a reader that is open while it runs."""

    async def read() -> T:
        async with opened(database_url) as reader:
            return await work(reader)

    return asyncio.run(read())


def normal(read: Prepared, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows whose values no longer show which driver read them."""
    columns = {column.key: column.type for column in read.statement.selected_columns}
    plain = [
        {
            name: normal_value(type_, getattr(row, name))
            for name, type_ in columns.items()
        }
        for row in rows
    ]
    return sorted(plain, key=str)


def normal_value(type_: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(type_, UtcDateTime) and isinstance(value, str):
        return to_datetime(value)
    if isinstance(type_, Boolean):
        return bool(value)
    if isinstance(type_, JSON) and isinstance(value, str):
        return json.loads(value)
    return value


def builders() -> set[str]:
    """Return the name of every read builder there is."""
    modules = pkgutil.walk_packages(db.queries.__path__, "db.queries.")
    return {
        f"{module.name}.{name}"
        for module in modules
        for name, builder in vars(import_module(module.name)).items()
        if inspect.isfunction(builder)
        and hasattr(builder, "__wrapped__")
        and builder.__module__ == module.name
    }


class TestRows:
    def test_equal_those_of_a_transaction(
        self, emptied: Engine, told: Told, database_url: str
    ) -> None:
        given = list(reads(told))
        with write_transaction(make_session_factory(emptied)) as write:
            expected = [
                normal(one.prepared, write.rows(one.prepared, **one.values))
                for one in given
            ]

        async def both(reader: Reader) -> list[Any]:
            return [
                (
                    await reader.rows(one.prepared, **one.values),
                    await reader.scan(one.prepared, **one.values),
                )
                for one in given
            ]

        found = run(database_url, both)
        for one, rows, (looked_up, scanned) in zip(given, expected, found, strict=True):
            assert normal(one.prepared, looked_up) == rows
            assert normal(one.prepared, scanned) == rows

    def test_cover_every_builder(self) -> None:
        used = {
            f"{one.builder.__module__}.{one.builder.__qualname__}"
            for one in reads(NOBODY)
        }

        assert used == builders()

    @pytest.mark.parametrize("resource", snapshots.RECORDS)
    def test_make_the_snapshots_of_audit_entries(
        self, emptied: Engine, told: Told, database_url: str, resource: str
    ) -> None:
        model, record_id = snapshots.RECORDS[resource], getattr(told, resource)
        with write_transaction(make_session_factory(emptied)) as write:
            expected = snapshots.snapshot_of(
                fetch(write, model, record_id, version=None)
            )

        async def read(reader: Reader) -> Any:
            of_one: dict[str, Any] = {"resource": resource, "count": 1} | SEEN
            record = {"record__0": record_id}
            rows = await reader.rows(snapshots.list_records(**of_one), **record)
            children = {
                name: await reader.rows(
                    snapshots.list_children(name=name, **of_one), **record
                )
                for name in snapshots.children_of(resource)
            }
            return snapshots.make_snapshots(resource, rows, children)

        snapshot = run(database_url, read)[record_id]
        assert json.dumps(snapshot, sort_keys=True) == json.dumps(
            expected, sort_keys=True
        )

    def test_can_be_read_concurrently(self, told: Told, database_url: str) -> None:
        async def read(reader: Reader) -> Any:
            one, many = claims.get_claim(**SEEN), claims.list_claims(limit=9, **SEEN)
            return await asyncio.gather(
                *(reader.rows(one, claim=told.claim) for _ in range(20)),
                *(reader.scan(many) for _ in range(20)),
            )

        assert [len(rows) for rows in run(database_url, read)] == [1] * 20 + [4] * 20

    def test_show_concurrent_commits(self, emptied: Engine, database_url: str) -> None:
        find = tags.list_tags(limit=9, **SEEN)

        async def read(reader: Reader) -> Any:
            before = await reader.rows(find), await reader.scan(find)
            with write_transaction(make_session_factory(emptied)) as write:
                make_tag(write, name="war")
            return [*before, await reader.rows(find), await reader.scan(find)]

        assert [len(rows) for rows in run(database_url, read)] == [0, 0, 1, 1]


class TestScan:
    @pytest.mark.parametrize(
        ("build", "name", "hit", "miss"),
        [
            (claims.list_claims, "outlet", lambda told: told.outlet, 0),
            (
                claims.list_claims,
                "affiliated_source",
                lambda told: told.organisation,
                0,
            ),
            (articles.list_articles, "source", lambda told: told.source, 0),
            (sources.list_sources, "kind", lambda _: "outlet", "document"),
        ],
    )
    def test_returns_the_same_rows_each_time(
        self,
        told: Told,
        database_url: str,
        build: Any,
        name: str,
        hit: Callable[[Told], Any],
        miss: Any,
    ) -> None:
        limit = {"limit": 9} if build.__name__.startswith("list") else {}
        prepared = build(shape=((name, 1),), **limit, **SEEN)

        async def read(reader: Reader) -> list[Any]:
            return [
                await reader.scan(prepared, **named({name: [value]}))
                for value in [hit(told), miss] * 8
            ]

        answers = run(database_url, read)
        assert answers == answers[:2] * 8
        assert answers[0] != answers[1]

    def test_is_planned_for_its_values_and_a_query_only_once(
        self, backend: str, database_url: str
    ) -> None:
        if backend == "sqlite":
            pytest.skip("plans each statement once")
        mode = func.current_setting("plan_cache_mode", type_=String())
        helpers = func.current_setting(
            "max_parallel_workers_per_gather", type_=String()
        )
        merges = func.current_setting("enable_mergejoin", type_=String())
        settings = (
            mode.label("mode"),
            helpers.label("helpers"),
            merges.label("merges"),
            func.current_setting("random_page_cost", type_=String()).label("cost"),
        )
        setting = untyped(select(*settings))

        async def read(reader: Reader) -> Any:
            return await reader.rows(setting), await reader.scan(setting)

        ((once,), (replanned,)) = run(database_url, read)
        assert (once.mode, replanned.mode) == (
            "force_generic_plan",
            "force_custom_plan",
        )
        assert replanned.helpers == "0"
        assert (once.merges, replanned.merges) == ("off", "on")
        assert float(once.cost) < float(replanned.cost)


class TestUnavailable:
    @pytest.fixture
    def lost_url(self, backend: str, database_url: str, tmp_path: Path) -> str:
        """The address of a database that is not there."""
        if backend == "sqlite":
            return f"sqlite:///{tmp_path}/missing/record.db"
        lost = make_url(database_url).set(database="onrecord_lost")
        return lost.render_as_string(hide_password=False)

    @pytest.mark.parametrize("verb", ["rows", "scan"])
    def test_is_raised_without_a_database(self, lost_url: str, verb: str) -> None:
        reader = make_reader(lost_url, connections=1)

        async def read() -> None:
            try:
                await getattr(reader, verb)(tags.list_tags(limit=9, **SEEN))
            finally:
                await reader.close()

        with pytest.raises(UnavailableError):
            asyncio.run(read())

    def test_is_raised_if_the_file_is_not_a_database(self, tmp_path: Path) -> None:
        path = tmp_path / "record.db"
        path.write_bytes(b"This is a letter, not a database." * 64)

        with pytest.raises(UnavailableError):
            run(f"sqlite:///{path}", reading)

    def test_is_raised_with_advice_if_there_are_no_tables(
        self, backend: str, databases: list[str], tmp_path: Path
    ) -> None:
        empty = f"sqlite:///{tmp_path}/empty.db" if backend == "sqlite" else None

        with pytest.raises(UnavailableError, match="onrecord migrate"):
            run(empty or server_of(databases[0]), reading)

    def test_reads_work_again_after_lost_connections(
        self, emptied: Engine, backend: str, database_url: str
    ) -> None:
        if backend == "sqlite":
            pytest.skip("has no server to lose")
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

        async def read(reader: Reader) -> Any:
            await reading(reader)
            with emptied.connect() as connection:
                connection.execute(others)
            emptied.dispose()  # its other connections have ended, too
            await asyncio.sleep(0.1)
            return await reading(reader)

        assert run(database_url, read) == []

    def test_is_raised_for_a_read_in_a_deadlock(
        self, emptied: Engine, backend: str, database_url: str
    ) -> None:
        if backend == "sqlite":  # where reads run during a write
            with emptied.begin():
                assert run(database_url, reading) == []
            return
        lock = "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE"

        async def read(reader: Reader) -> Any:
            with emptied.connect() as connection:
                connection.execute(text(lock.format("claim")))
                ended = find_ended(viewer=LOCAL_VIEWER)  # of tags first, claims last
                waiting = asyncio.create_task(reader.rows(ended, at=datetime.now(UTC)))
                await asyncio.sleep(0.3)
                other = text(lock.format("tag"))
                await asyncio.to_thread(connection.execute, other)
                return await waiting

        with pytest.raises(UnavailableError):
            run(database_url, read)


async def reading(reader: Reader) -> Sequence[Any]:
    return await reader.rows(tags.list_tags(limit=9, **SEEN))


def server_of(database_url: str) -> str:
    """Return the URL of a database without tables."""
    url = make_url(database_url).set(database="template1")
    return url.render_as_string(hide_password=False)
