import os
import sqlite3
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from api.cli.failures import is_anticipated, sentence
from db.errors import UnavailableError
from tests.api.cli.running import Onrecord


def unavailable(words: str) -> UnavailableError:
    """Return the error of the reader for the driver message ``words``."""
    error = UnavailableError("The database does not respond.")
    error.__cause__ = sqlite3.OperationalError(words)
    return error


class TestSentence:
    @pytest.mark.parametrize(
        ("words", "advice"),
        [
            ("database is locked", "wait for it"),
            ("canceling statement due to lock timeout", "wait for it"),
            ("attempt to write a readonly database", "cannot be written to"),
            ("database or disk is full", "free some space"),
            ("database disk image is malformed", "restore it from a backup"),
            ("no such table: tag", "run `onrecord migrate`"),
            ('FATAL:  database "record" does not exist', "create it"),
            ('FATAL:  role "me" does not exist', "user or password"),
            ("password authentication failed for user", "user or password"),
            ("FATAL:  sorry, too many clients already", "lower ONRECORD_DATABASE_"),
            ("connection timeout expired", "cannot be reached"),
        ],
    )
    def test_it_advises_what_to_do(self, words: str, advice: str) -> None:
        error = OperationalError("SELECT 'secret'", {}, Exception(f"{words}\nmore"))

        assert is_anticipated(error)
        assert advice in sentence(error)
        assert f"({words})" in sentence(error)
        assert "secret" not in sentence(error)

    def test_it_describes_the_cause_of_an_error_of_the_reader(self) -> None:
        assert "wait for it" in sentence(unavailable("database is locked"))

    def test_it_describes_errors_of_asyncpg(self) -> None:
        error = asyncpg.TooManyConnectionsError("sorry, too many clients already")

        assert is_anticipated(error)
        assert "max_connections" in sentence(error)

    def test_it_does_not_anticipate_bugs(self) -> None:
        broken = IntegrityError("INSERT", {}, Exception("NOT NULL constraint failed"))

        assert not is_anticipated(broken)
        assert not is_anticipated(ZeroDivisionError())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
class TestReadOnlyDisk:
    def test_it_is_reported_as_the_reason(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        (folder / "onrecord.db").chmod(0o400)
        folder.chmod(0o500)

        ran = onrecord("article", "add", "-", "--title", "Rain", stdin=b"It rained.")

        folder.chmod(0o700)
        assert (ran.status, ran.out) == (1, "")
        assert "writ" in ran.err
