import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import make_url

from api.cli.database import alembic_config
from tests.api.cli.running import Onrecord, Ran, change


def failed(ran: Ran, *words: str) -> bool:
    """Return whether a command failed with one sentence that has these words."""
    return (
        (ran.status, ran.out) == (1, "")
        and ran.err.startswith("Error: ")
        and ran.err.count("\n") == 1
        and all(word in ran.err for word in words)
    )


class TestMigrate:
    def test_it_reports_both_migrations(self, spare: Onrecord) -> None:
        ran = spare("migrate")

        assert (ran.status, ran.err) == (0, "")
        assert ran.out.startswith("Migrated ")
        assert " from nothing to " in ran.out

    def test_it_names_the_command_to_run_after_an_update(
        self, migrated: Onrecord
    ) -> None:
        command.downgrade(alembic_config(make_url(migrated.url)), "-1")

        ran = migrated("migrate")

        migrated_from, then = ran.out.splitlines()
        assert migrated_from.startswith("Migrated ")
        assert "`onrecord rekey`" in then
        assert migrated("rekey").status == 0

    def test_it_reports_that_the_database_is_up_to_date(
        self, migrated: Onrecord
    ) -> None:
        ran = migrated("migrate")

        assert "is up to date at migration" in ran.out

    def test_its_json_has_both_migrations(self, spare: Onrecord) -> None:
        first = spare.json("migrate")
        second = spare.json("migrate")

        assert first["from"] is None
        assert second["from"] == second["to"] == first["to"]

    def test_it_creates_the_folder_of_the_file(
        self, unmigrated: Onrecord, folder: Path
    ) -> None:
        ran = unmigrated("migrate", "--database-url", "sqlite:///a/b/record.db")

        assert ran.status == 0
        assert (folder / "a/b/record.db").is_file()

    def test_it_refuses_a_database_of_a_later_version(self, migrated: Onrecord) -> None:
        change(migrated, "UPDATE alembic_version SET version_num = 'later'")

        ran = migrated("migrate")

        assert failed(ran, "is at migration later", "install the version that made it")

    def test_it_shows_no_password(self, migrated: Onrecord) -> None:
        url = make_url(migrated.url)
        hidden = {"password": "secret"} if url.username else {}  # a file has none
        url = url.set(**hidden)

        ran = Onrecord(url.render_as_string(hide_password=False))("migrate")

        assert ran.status == 0
        assert "secret" not in ran.out + ran.err

    def test_it_refuses_a_database_with_other_tables(
        self, unmigrated: Onrecord
    ) -> None:
        change(unmigrated, "CREATE TABLE source (id INTEGER)")

        ran = unmigrated("migrate")

        assert failed(ran, "source already exists", "name another database")
        assert unmigrated("migrate").err == ran.err

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("nonsense", "not the URL of a database"),
            ("mysql://localhost/record", "does not support mysql"),
            ("sqlite://", "name a file"),
            ("sqlite:////proc/nowhere/record.db", "cannot be used"),
            ("sqlite:////proc/record.db", "that you may write to it"),
            ("sqlite:///.", "cannot be opened"),
            ("sqlite:///notes.txt", "not a SQLite database"),
            ("postgresql://me:secret@127.0.0.1:1/record", "cannot be reached"),
        ],
    )
    def test_it_describes_errors_of_a_database(
        self, unmigrated: Onrecord, folder: Path, url: str, words: str
    ) -> None:
        (folder / "notes.txt").write_text("It rained all night. " * 100)

        ran = unmigrated("migrate", "--database-url", url)

        assert failed(ran, words)
        assert "secret" not in ran.err


class TestSeed:
    def test_it_adds_records_only_once(self, migrated: Onrecord) -> None:
        first = migrated.json("seed")
        second = migrated.json("seed")

        assert first["claims"]["added"] > 0
        assert second["claims"] == {"added": 0, "present": first["claims"]["added"]}

    def test_it_reports_the_number_of_added_records(self, onrecord: Onrecord) -> None:
        ran = onrecord("seed")

        assert (ran.status, ran.err) == (0, "")
        assert ran.out.splitlines()[0].startswith("sources: 0 added, ")

    def test_it_requires_a_migrated_database(self, spare: Onrecord) -> None:
        ran = spare("seed")

        assert failed(ran, "has no tables yet: run `onrecord migrate` on it.")


class TestGenerate:
    def test_it_creates_the_requested_number_of_claims(
        self, migrated: Onrecord
    ) -> None:
        made = migrated.json("generate", "--claims", "120", "--seed", "7")

        assert made["claims"] == 120
        assert migrated.json("claims", "--limit", "1000", "--review", "any")["data"]

    def test_it_shows_no_progress_without_a_terminal(self, migrated: Onrecord) -> None:
        ran = migrated("generate", "--claims", "50")

        assert (ran.status, ran.err) == (0, "")
        assert " 50 claims" in ran.out

    def test_it_requires_an_empty_database(self, onrecord: Onrecord) -> None:
        ran = onrecord("generate", "--claims", "50")

        assert failed(ran, "not empty", "Name an empty database with --database-url")

    def test_it_requires_a_positive_number_of_claims(self, onrecord: Onrecord) -> None:
        assert onrecord("generate").status == 2
        assert onrecord("generate", "--claims", "0").status == 2


class TestVerify:
    def test_it_finds_no_violations_in_seeded_records(self, filled: Onrecord) -> None:
        ran = filled("verify")

        assert (ran.status, ran.err) == (0, "")
        assert ran.out.endswith(" rules checked, all hold.\n")

    def test_it_names_the_records_that_break_a_rule(self, filled: Onrecord) -> None:
        change(filled, "UPDATE attribution SET position = 9 WHERE claim_id = 3")

        ran = filled("verify", "--json")

        assert ran.status == 1
        broken = {one["check"]: one for one in ran.json["violations"]}
        assert broken["claim.positions"]["ids"] == [3]
        assert broken["claim.positions"]["more"] is False

    def test_it_describes_the_violated_rule(self, onrecord: Onrecord) -> None:
        change(onrecord, "UPDATE attribution SET position = 9 WHERE claim_id = 3")

        ran = onrecord("verify")

        assert ran.status == 1
        assert "claim.positions: The positions of a chain" in ran.out
        assert "violated by claim 3\n" in ran.out

    def test_it_requires_a_migrated_database(self, spare: Onrecord) -> None:
        assert failed(spare("verify"), "run `onrecord migrate`")


class TestEveryCommand:
    @pytest.mark.parametrize(
        "command",
        [
            ("serve",),
            ("seed",),
            ("generate", "--claims", "1"),
            ("verify",),
            ("sources",),
            ("claims",),
            ("article", "add", "-", "--title", "Rain"),
        ],
    )
    def test_it_refuses_a_database_that_is_not_migrated(
        self, unmigrated: Onrecord, folder: Path, command: tuple[str, ...]
    ) -> None:
        ran = unmigrated(*command, stdin=b"It rained.")

        assert failed(ran, "onrecord.db has no tables yet: run `onrecord migrate`")
        assert not (folder / "onrecord.db").exists()

    def test_it_names_the_invalid_setting(
        self, onrecord: Onrecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ONRECORD_PORT", "eighty")

        assert failed(onrecord("sources"), "ONRECORD_PORT", "valid integer")

    def test_it_reads_the_settings_file(self, folder: Path, onrecord: Onrecord) -> None:
        (folder / "onrecord.env").write_text("ONRECORD_WORKERS=none\n")

        assert failed(onrecord("sources"), "ONRECORD_WORKERS")

    @pytest.mark.parametrize("command", ["serve", "migrate", "claims", "nonsense"])
    def test_it_refuses_unknown_options_and_commands(
        self, onrecord: Onrecord, command: str
    ) -> None:
        ran = onrecord(command, "--nonsense")

        assert (ran.status, ran.out) == (2, "")
        assert "No such" in ran.err

    def test_it_reports_a_database_that_is_in_use(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        other = sqlite3.connect(folder / "onrecord.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        reading = onrecord("sources")
        writing = onrecord("article", "add", "-", "--title", "Rain", stdin=b"Rain.")

        other.close()
        assert reading.status == 0
        assert failed(writing, "in use by another program")

    def test_it_prints_the_version(self, unmigrated: Onrecord) -> None:
        ran = unmigrated("--version")

        assert (ran.status, ran.out) == (0, "onrecord 0.1.0\n")
