import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, make_url, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError

from db.commands.tags import make_tag
from db.engine.session import (
    Context,
    SessionFactory,
    Write,
    make_engine,
    make_session_factory,
    write_transaction,
)
from db.models import Analyst, Base, Change, Claim, Source, Tag
from db.values.viewer import LOCAL_VIEWER, READER
from tests.conftest import ROOT
from tests.factories import make_claim, make_source

KILLED = """
import sys, time
from db.engine.session import make_engine, make_session_factory, write_transaction
from tests.factories import make_claim

sessions = make_session_factory(make_engine(sys.argv[1]))
with write_transaction(sessions) as write:
    make_claim(write, text="whole", tags=("war",))
with write_transaction(sessions) as write:
    make_claim(write, text="half", tags=("peace",))
    write.session.flush()
    print("written", flush=True)
    time.sleep(60)
"""


def texts(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Claim.text)))


class TestWriteTransaction:
    def test_commits_the_changes_of_the_block(self, emptied: Engine) -> None:
        with write_transaction(make_session_factory(emptied)) as write:
            make_claim(write, text="It rained.")

        assert texts(emptied) == ["It rained."]

    def test_commits_unflushed_objects(self, emptied: Engine) -> None:
        with write_transaction(make_session_factory(emptied)) as write:
            ann = Analyst(name="Ann", kind="human", role="reader", created_at=write.now)
            write.session.add(ann)

        with emptied.connect() as connection:
            assert "Ann" in list(connection.scalars(select(Analyst.name)))

    def test_rolls_back_if_the_block_raises(self, emptied: Engine) -> None:
        def fail() -> None:
            with write_transaction(make_session_factory(emptied)) as write:
                make_claim(write)
                write.session.flush()
                raise LookupError

        with pytest.raises(LookupError):
            fail()

        with emptied.connect() as connection:
            for model in (Claim, Source, Change):
                assert connection.scalar(select(func.count(model.id))) == 0

    def test_rolls_back_if_a_constraint_is_violated(self, emptied: Engine) -> None:
        def fail() -> None:
            with write_transaction(make_session_factory(emptied)) as write:
                make_source(write)
                write.session.add(Tag(name="", **stamps(write)))

        with pytest.raises(IntegrityError, match="ck_tag_name"):
            fail()

        with emptied.connect() as connection:
            assert connection.scalar(select(func.count(Source.id))) == 0

    def test_uses_one_instant_for_all_records(self, sessions: SessionFactory) -> None:
        before = datetime.now(UTC)
        with write_transaction(sessions) as write:
            sources = [make_source(write) for _ in range(3)]
        after = datetime.now(UTC)

        instants = {source.created_at for source in sources}
        assert instants == {source.updated_at for source in sources} == {write.now}
        assert before <= write.now <= after

    def test_defaults_to_the_local_analyst(self, sessions: SessionFactory) -> None:
        with write_transaction(sessions) as write:
            assert (write.context, write.viewer) == (Context(), LOCAL_VIEWER)
        context = Context(viewer=READER)
        with write_transaction(sessions, context) as write:
            assert not write.viewer.sees_restricted

    def test_refuses_lazy_loading(self, write: Write) -> None:
        claim_id = make_claim(write).id
        write.session.expunge_all()

        claim = write.session.get_one(Claim, claim_id)
        with pytest.raises(InvalidRequestError, match="lazy='raise'"):
            _ = claim.attribution


class TestKilledProcess:
    def test_leaves_only_complete_transactions(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/record.db"
        engine = make_engine(url)
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            local = {"id": 1, "name": "local", "kind": "service", "role": "admin"}
            local |= {"created_at": datetime.now(UTC)}
            connection.execute(Analyst.__table__.insert().values(local))

        kill_while_writing(url)

        assert texts(engine) == ["whole"]
        with engine.connect() as connection:
            assert list(connection.scalars(select(Tag.name))) == ["war"]
            assert connection.scalar(select(func.count(Change.id))) == 4
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        with write_transaction(make_session_factory(engine)) as write:
            make_claim(write, text="again")
        assert sorted(texts(engine)) == ["again", "whole"]
        engine.dispose()


def kill_while_writing(database_url: str) -> None:
    """Kill a process between the writes of a transaction and its commit."""
    command = [sys.executable, "-c", KILLED, database_url]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL


class TestMakeEngine:
    @pytest.fixture
    def settings(self, tmp_path: Path) -> dict[str, Any]:
        engine = make_engine(f"sqlite:///{tmp_path}/record.db")
        names = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        with engine.connect() as connection:
            found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in names}
        engine.dispose()
        return found

    def test_makes_sqlite_durable_and_strict(self, settings: dict[str, Any]) -> None:
        assert settings == {
            "foreign_keys": 1,
            "journal_mode": "wal",
            "synchronous": 2,
            "busy_timeout": 5000,
        }

    def test_allows_only_one_writer_of_a_file(self, tmp_path: Path) -> None:
        engine = make_engine(f"sqlite:///{tmp_path}/record.db")
        with engine.connect() as first, engine.connect() as second:
            second.connection.driver_connection.execute("PRAGMA busy_timeout = 0")
            first.execute(text("SELECT 1"))

            with pytest.raises(OperationalError, match="database is locked"):
                second.execute(text("SELECT 1"))
        engine.dispose()

    def test_limits_the_number_of_connections(self, database_url: str) -> None:
        engine = make_engine(database_url, connections=3)

        pool: Any = engine.pool
        assert (pool.size(), pool._max_overflow) == (3, 0)  # noqa: SLF001 - no other way

    def test_uses_read_committed_isolation(
        self, backend: str, database_url: str
    ) -> None:
        if backend == "sqlite":
            pytest.skip("has one writer")
        strict = {"options": "-c default_transaction_isolation=serializable"}
        url = make_url(database_url).update_query_dict(strict)
        engine = make_engine(url.render_as_string(hide_password=False))

        with engine.connect() as connection:
            level = connection.scalar(text("SHOW transaction_isolation"))

        engine.dispose()
        assert level == "read committed"


class TestLocalAnalyst:
    def test_has_id_1_and_the_admin_role(self, write: Write) -> None:
        local = write.session.get_one(Analyst, 1)

        assert (local.name, local.kind, local.role) == ("local", "service", "admin")


class TestInstants:
    @pytest.mark.parametrize(
        "instant",
        [
            datetime(2022, 3, 21, tzinfo=UTC),
            datetime(2022, 3, 21, 12, 30, 15, 120450, tzinfo=UTC),
            datetime(1066, 10, 14, tzinfo=UTC),
            datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        ],
    )
    def test_are_read_back_in_utc(self, write: Write, instant: datetime) -> None:
        elsewhere = instant.astimezone(datetime.now().astimezone().tzinfo)
        claim = make_claim(write, about_from=elsewhere)
        write.session.expire_all()

        assert claim.about_from == instant
        assert claim.about_from.utcoffset() == timedelta(0)

    def test_are_refused_without_a_zone(self, write: Write) -> None:
        naive = datetime(2022, 3, 21)  # noqa: DTZ001 - that is the point

        with pytest.raises(Exception, match="naive datetime"):
            make_claim(write, about_from=naive)

    def test_sort_by_time(self, write: Write) -> None:
        second = datetime(2022, 3, 21, tzinfo=UTC)
        steps = [second + timedelta(microseconds=n) for n in (0, 1, 10, 999_999)]
        tags = [make_tag(write, name=str(n)) for n in range(4)]
        for tag, at in zip(tags, reversed(steps), strict=True):
            tag.created_at = at

        found = write.session.scalars(select(Tag.created_at).order_by(Tag.created_at))
        assert [at for at in found if at in steps] == steps


def stamps(write: Write) -> dict[str, Any]:
    return {"created_at": write.now, "updated_at": write.now}
