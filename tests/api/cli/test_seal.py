"""A stored hash reveals every change to the file that bypassed Onrecord."""

import shutil
from pathlib import Path

import orjson
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from db.models import Change
from db.values.chain import GENESIS, Link, content_digest, link_hash
from tests.api.cli.running import Onrecord, change

COLUMNS = ", ".join(c.name for c in Change.__table__.columns if c.name != "id")
MIDDLE, LAST = 40, "(SELECT max(id) FROM change)"
TAMPERING = {
    "a snapshot": (
        "UPDATE change SET before = replace(before, 'March', 'April') "
        "WHERE before LIKE '%March%'",
        "change.content",
    ),
    "an actor": (
        f"UPDATE change SET analyst_id = 9 WHERE id = {MIDDLE}",
        "change.chain",
    ),
    "a time": (
        f"UPDATE change SET at = '2022-03-22T00:00:00.000000Z' WHERE id = {MIDDLE}",
        "change.chain",
    ),
    "a reason": (
        f"UPDATE change SET reason = 'another' WHERE id = {MIDDLE}",
        "change.content",
    ),
    "one removed in the middle": (
        f"DELETE FROM change WHERE id = {MIDDLE}",
        "change.chain",
    ),
    "the first removed": ("DELETE FROM change WHERE id = 1", "change.chain"),
    "the last ones removed": (f"DELETE FROM change WHERE id > {LAST} - 3", "seal"),
    "one inserted": (
        f"INSERT INTO change (id, {COLUMNS}) "
        f"SELECT {LAST} + 1, {COLUMNS} FROM change WHERE id = {MIDDLE}",
        "change.chain",
    ),
    "two swapped": (
        "UPDATE change SET id = -1 WHERE id = 30; "
        "UPDATE change SET id = 30 WHERE id = 31; "
        "UPDATE change SET id = 31 WHERE id = -1",
        "change.chain",
    ),
    "a row": ("UPDATE claim SET note = 'altered' WHERE id = 3", "claim.state"),
    "a row of a child": (
        "UPDATE attribution SET as_printed = 'another' WHERE claim_id = 3",
        "claim.state",
    ),
    "a child removed": ("DELETE FROM attribution WHERE claim_id = 3", "claim.state"),
    "a record removed": ("DELETE FROM claim WHERE id = 3", "claim.state"),
    "a record inserted": (
        "INSERT INTO tag (id, name, version, created_at, updated_at, visibility) "
        "SELECT 999, 'x', version, created_at, updated_at, visibility FROM tag LIMIT 1",
        "tag.entry",
    ),
    "a role": (
        "UPDATE analyst SET role = 'admin' WHERE name = 'Desk'",
        "analyst.state",
    ),
    "a key that was revoked": (
        "UPDATE api_key SET revoked_at = NULL, revoked_by_id = NULL",
        "api_key.state",
    ),
}


@pytest.fixture(scope="module")
def sealed(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The record that ships, with a key that was revoked, and the hash of its seal."""
    file = tmp_path_factory.mktemp("sealed") / "onrecord.db"
    shutil.copy(shipped, file)
    onrecord = Onrecord(f"sqlite:///{file}")
    key = onrecord.json("key", "create", "--analyst", "Desk", "--role", "reader")
    assert onrecord("key", "revoke", key["prefix"]).status == 0
    return file, onrecord.json("seal")["hash"]


@pytest.fixture
def kept(sealed: tuple[Path, str], onrecord: Onrecord, folder: Path) -> str:
    """The hash that was kept of the database in this folder."""
    assert onrecord
    file, kept = sealed
    shutil.copy(file, folder / "onrecord.db")
    return kept


def tamper(onrecord: Onrecord, statements: str) -> None:
    for statement in statements.split("; "):
        change(onrecord, statement)


def hash_anew(onrecord: Onrecord, entry_id: int) -> None:
    """Hash an entry and all after it as Onrecord would have."""
    engine = create_engine(onrecord.url)
    with Session(engine) as session, session.begin():
        entries = session.scalars(select(Change).order_by(Change.id)).all()
        last = GENESIS
        for entry in entries:
            if entry.id == entry_id:
                stored = orjson.dumps(entry.before).decode() if entry.before else None
                salt = entry.salt or ""
                entry.digest = content_digest(salt, stored, reason=entry.reason)
            if entry.id >= entry_id:
                link = {name: getattr(entry, name) for name in Link._fields}
                entry.hash = link_hash(last, Link(**link))
            last = entry.hash
    engine.dispose()


class TestSeal:
    def test_prints_the_newest_hash_which_changes_with_each_write(
        self, onrecord: Onrecord, kept: str
    ) -> None:
        assert onrecord("seal").out == f"{kept}\n"

        assert onrecord("key", "create").status == 0

        assert onrecord("seal").out != f"{kept}\n"

    def test_attests_generated_records(self, migrated: Onrecord) -> None:
        migrated("generate", "--claims", "100")

        told = migrated.json("seal")

        assert told["attested"] > 100
        assert migrated.json("seal") == told | {"attested": 0}
        found = migrated.json("verify", "--since", told["hash"])
        assert found["violations"] == []
        assert found["sealed"] == found["entries"] == told["attested"]


class TestVerify:
    def test_finds_no_violation_after_ordinary_writes(
        self, onrecord: Onrecord, kept: str
    ) -> None:
        assert (
            onrecord("key", "create").status == 0
        )  # what is written later is no fault

        ran = onrecord("verify", "--since", kept)

        assert (ran.status, ran.err) == (0, "")
        assert "all hold.\nThe seal covers 2" in ran.out

    @pytest.mark.parametrize("what", TAMPERING)
    def test_finds_tampering(self, onrecord: Onrecord, kept: str, what: str) -> None:
        statements, check = TAMPERING[what]
        tamper(onrecord, statements)

        ran = onrecord("verify", "--since", kept)

        assert ran.status == 1
        assert f"{check}: " in ran.out

    def test_finds_hashes_that_were_recomputed_after_tampering(
        self, onrecord: Onrecord, kept: str
    ) -> None:
        tamper(onrecord, f"UPDATE change SET reason = 'x' WHERE id = {MIDDLE}")
        hash_anew(onrecord, MIDDLE)
        assert onrecord("verify").status == 0  # it is only the kept hash that shows it

        ran = onrecord("verify", "--since", kept)

        assert ran.status == 1
        assert "seal: " in ran.out

    def test_refuses_an_invalid_hash(self, onrecord: Onrecord) -> None:
        ran = onrecord("verify", "--since", "yesterday")

        assert ran.status == 2
        assert "64 hexadecimal digits" in ran.err
