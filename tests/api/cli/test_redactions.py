"""What was redacted and revoked after a backup stays so when that is restored."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import select

from db.commands.redaction import redact
from db.engine.session import make_engine, make_session_factory, write_transaction
from db.models import Article, Claim, Source
from tests.api.cli.running import Onrecord
from tests.api.cli.test_database import failed
from tests.api.cli.test_restore import emptied, tools

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("tools")]
OFFICIAL = "NATO military official"
__all__ = ["tools"]  # the fixture


def redact_in(onrecord: Onrecord) -> None:
    """Redact a source, an article and a claim of the record that ships."""
    engine = make_engine(onrecord.url, connections=1)
    for model, which in (
        (Source, Source.name == OFFICIAL),
        (Article, Article.title.is_not(None)),
        (Claim, Claim.text.is_not(None)),
    ):
        with write_transaction(make_session_factory(engine)) as write:
            found = select(model.id).where(which).order_by(model.id).limit(1)
            record_id = write.session.scalar(found)
            assert record_id
            redact(write, model.__tablename__, record_id, version=None)
    engine.dispose()


def texts(onrecord: Onrecord) -> str:
    claims = onrecord("claims", "--limit", "1000", "--review", "any", "--json").out
    return claims + onrecord("sources", "--limit", "1000", "--json").out


@pytest.fixture
def backed_up(migrated: Onrecord) -> tuple[Onrecord, str]:
    """A backup, and what was redacted, revoked and changed since, in a list."""
    migrated("seed")
    for name in ("Early", "Late"):
        key = migrated.json("key", "create", "--analyst", name, "--role", "editor")
    migrated.json("backup", "copy")
    redact_in(migrated)
    migrated("key", "revoke", key["prefix"])
    migrated("analyst", "role", "Early", "reader")
    after = texts(migrated)
    return migrated, after


class TestRedactions:
    def test_are_done_again_to_a_restored_backup(
        self, backed_up: tuple[Onrecord, str]
    ) -> None:
        onrecord, after = backed_up
        listed = onrecord.json("redactions", "copy.redactions")
        assert "[redacted" in after

        told = emptied(onrecord).json("restore", "copy")

        done = {"redactions": 3, "revoked": 1, "roles": 1}
        assert told["again"] == done
        assert {name: listed[name] for name in done} == done
        assert told["violations"] == []
        restored = texts(onrecord)
        for words in (OFFICIAL, "[redacted"):
            assert restored.count(words) == after.count(words)
        (key,) = told["live_keys"]
        assert (key["analyst"]["name"], key["analyst"]["role"]) == ("Early", "reader")

    def test_are_done_once(self, backed_up: tuple[Onrecord, str]) -> None:
        onrecord, after = backed_up
        onrecord.json("redactions", "list")

        done = onrecord.json("redactions", "list", "--apply")

        assert (done["redactions"], done["revoked"], done["roles"]) == (0, 0, 0)
        assert texts(onrecord) == after

    def test_are_listed_beside_a_backup_for_its_owner_and_without_texts(
        self, backed_up: tuple[Onrecord, str]
    ) -> None:
        onrecord, _ = backed_up

        onrecord.json("backup", "later")

        file = Path("later.redactions")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert '"revoked":[' in file.read_text()
        assert OFFICIAL not in file.read_text()

    def test_are_read_from_no_other_file(self, onrecord: Onrecord) -> None:
        Path("list").write_text('{"redactions": []}')

        ran = onrecord("redactions", "list", "--apply")

        assert failed(ran, "is no list that `onrecord redactions` wrote")
