"""Redactions and revocations after a backup are repeated when it is restored."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from db.commands.facts.editing import revise_fact
from db.commands.redaction import redact
from db.commands.sources.editing import revise_source
from db.engine.session import make_engine, make_session_factory, write_transaction
from db.models import Article, Claim, Fact, Source, Tag
from tests.api.cli.running import Onrecord
from tests.api.cli.test_database import failed
from tests.api.cli.test_restore import emptied, tools

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("tools")]
LATER = datetime(2126, 1, 1, tzinfo=UTC)
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
def backed_up(filled: Onrecord) -> tuple[Onrecord, str]:
    """A backup, and the later redactions, revocations and changes, in a list."""
    for name in ("Early", "Late"):
        key = filled.json("key", "create", "--analyst", name, "--role", "editor")
    filled.json("backup", "copy")
    redact_in(filled)
    filled("key", "revoke", key["prefix"])
    filled("analyst", "role", "Early", "reader")
    after = texts(filled)
    return filled, after


def restrict_in(onrecord: Onrecord) -> None:
    """Restrict a source for good, and a fact until a day; claims follow the source."""
    engine = make_engine(onrecord.url, connections=1)
    with write_transaction(make_session_factory(engine)) as write:
        named = select(Source.id).where(Source.name == OFFICIAL)
        source_id, fact_id = (
            write.session.scalars(one.limit(1)).one()
            for one in (named, select(Fact.id).order_by(Fact.id))
        )
        revise_source(write, source_id, version=None, visibility="restricted")
        embargo = {"visibility": "restricted", "embargo_until": LATER}
        revise_fact(write, fact_id, version=None, **embargo)
    engine.dispose()


def restricted_in(onrecord: Onrecord) -> list[tuple[str, int, datetime | None]]:
    engine = make_engine(onrecord.url, connections=1)
    with engine.connect() as connection:
        found = [
            (model.__tablename__, row.id, row.embargo_until)
            for model in (Source, Article, Claim, Fact, Tag)
            for row in connection.execute(
                select(model.id, model.embargo_until)
                .where(model.visibility != "public")
                .order_by(model.id)
            )
        ]
    engine.dispose()
    return found


class TestRestrictions:
    def test_are_repeated_after_a_restore(self, filled: Onrecord) -> None:
        filled.json("backup", "copy")
        before = restricted_in(filled)
        restrict_in(filled)
        after = restricted_in(filled)
        assert {("fact", 1, LATER)} < set(after) - set(before)
        filled.json("redactions", "copy.redactions")

        told = emptied(filled).json("restore", "copy")

        assert restricted_in(filled) == after
        assert told["violations"] == []
        # The claims of the source are restricted with it.
        assert 2 <= told["again"]["restrictions"] <= len(after) - len(before)

    def test_are_not_repeated_for_records_published_since(
        self, filled: Onrecord
    ) -> None:
        restrict_in(filled)
        filled.json("redactions", "list")
        engine = make_engine(filled.url, connections=1)
        with write_transaction(make_session_factory(engine)) as write:
            revise_fact(write, 1, version=None, visibility="public")
        engine.dispose()
        published = restricted_in(filled)

        done = filled.json("redactions", "list", "--apply")

        assert done["restrictions"] == 0
        assert restricted_in(filled) == published

    def test_may_be_missing_in_lists_of_earlier_versions(
        self, migrated: Onrecord
    ) -> None:
        Path("list").write_text('{"redactions": [], "revoked": [], "roles": []}')

        done = migrated.json("redactions", "list", "--apply")

        assert done["restrictions"] == 0

    def test_of_other_resources_are_refused(self, onrecord: Onrecord) -> None:
        Path("list").write_text(
            '{"redactions": [{"resource": "identity", "id": 1, "at": '
            '"2026-01-01T00:00:00Z"}], "revoked": [], "roles": []}'
        )

        ran = onrecord("redactions", "list", "--apply")

        assert failed(ran, "is not a list from `onrecord redactions`")


class TestRedactions:
    def test_are_repeated_after_a_restore(
        self, backed_up: tuple[Onrecord, str]
    ) -> None:
        onrecord, after = backed_up
        listed = onrecord.json("redactions", "copy.redactions")
        assert "[redacted" in after

        told = emptied(onrecord).json("restore", "copy")

        done = {"redactions": 3, "restrictions": 0, "revoked": 1, "roles": 1}
        assert told["again"] == done
        assert {name: listed[name] for name in done} == done
        assert told["violations"] == []
        restored = texts(onrecord)
        for words in (OFFICIAL, "[redacted"):
            assert restored.count(words) == after.count(words)
        (key,) = told["live_keys"]
        assert (key["analyst"]["name"], key["analyst"]["role"]) == ("Early", "reader")

    def test_are_applied_only_once(self, backed_up: tuple[Onrecord, str]) -> None:
        onrecord, after = backed_up
        onrecord.json("redactions", "list")

        done = onrecord.json("redactions", "list", "--apply")

        assert (done["redactions"], done["revoked"], done["roles"]) == (0, 0, 0)
        assert texts(onrecord) == after

    def test_are_listed_beside_a_backup_in_a_private_file_without_texts(
        self, backed_up: tuple[Onrecord, str]
    ) -> None:
        onrecord, _ = backed_up

        onrecord.json("backup", "later")

        file = Path("later.redactions")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert '"revoked":[' in file.read_text()
        assert OFFICIAL not in file.read_text()

    def test_other_files_are_refused(self, onrecord: Onrecord) -> None:
        Path("list").write_text('{"redactions": []}')

        ran = onrecord("redactions", "list", "--apply")

        assert failed(ran, "is not a list from `onrecord redactions`")
