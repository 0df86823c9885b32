"""The torture test works, and finds damage that a test does on purpose."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.app import create_app
from db.engine.reader import make_reader
from db.engine.writer import make_writer
from tests.conftest import ROOT
from tests.keys import shown
from tests.torture.checking import check_state, check_stored
from tests.torture.client import Answer
from tests.torture.kills import KILLS
from tests.torture.options import PARTS, make_parser
from tests.torture.stored import look
from tests.torture.writers import Heard, Sent, attempt
from tests.torture.writes import EDITS, MAKES, Desk, open_desk, state_after

Json = dict[str, Any]
SECONDS = 600  # for a tiny run: it waits a lot, and longer on a busy machine
HERE = ("127.0.0.1", 50_000)

pytestmark = pytest.mark.slow


class Inside:
    """A client of an application in this process."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        got = self._client.request(method, path, json=body, headers=named)
        return Answer(got.status_code, got.headers, got.content)


@pytest.fixture
def client(emptied: Engine, database_url: str) -> Iterator[Inside]:
    reader = make_reader(database_url, connections=1)
    app = create_app(reader, make_writer(emptied, connections=1))
    with TestClient(
        app, client=HERE, base_url="http://localhost", headers=shown()
    ) as client:
        yield Inside(client)


@pytest.fixture
def sent(client: Inside) -> list[Sent]:
    """A write of each kind that writers send, done and answered."""
    desk, heard, done = open_desk(client, 1), Heard(), []
    for number, make in enumerate((*MAKES, *EDITS)):
        marker = f"r1w0n{number}"
        write = make(desk, marker) if make in MAKES else _edit(desk, make, marker)
        done.append(Sent(write))
        attempt(client, done[-1], heard)
        assert done[-1].answer, done[-1].refusal
        desk.note(write, done[-1].answer)
    return done


def _edit(desk: Desk, make: Any, marker: str) -> Any:
    oldest = next(iter(desk.claims))
    return make(desk, marker, oldest, desk.claims.pop(oldest))


def found(engine: Engine, sent: list[Sent], client: Inside) -> list[str]:
    """Return which kinds of wrongs are found."""

    def read(path: str) -> Answer:
        return client.send("GET", path)

    state = state_after((one.write, one.answer) for one in sent if one.answer)
    stored = look(engine, "r1")
    wrong = [*check_stored(sent, stored), *check_state(state, read)]
    return sorted({finding.kind for finding in wrong})


def spoil(engine: Engine, *statements: str) -> None:
    """Change the database as the product never does."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def of(kind: str, sent: list[Sent]) -> Sent:
    return next(one for one in sent if one.write.kind == kind)


class TestCheck:
    def test_finds_nothing_in_an_undamaged_database(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        assert found(emptied, sent, client) == []

    def test_finds_a_lost_write(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        marker = of("source", sent).write.marker
        made = f"(SELECT id FROM source WHERE name LIKE '{marker} %')"

        spoil(
            emptied,
            f"DELETE FROM source_name WHERE source_id IN {made}",
            f"DELETE FROM source_identifier WHERE source_id IN {made}",
            f"DELETE FROM source_search WHERE source_id IN {made}",
            f"DELETE FROM source WHERE name LIKE '{marker} %'",
            f"DELETE FROM change WHERE reason = '{marker}'",
            f"DELETE FROM idempotency WHERE key = '{marker}'",
        )

        assert found(emptied, sent, client) == ["lost"]

    @pytest.mark.parametrize("kind", ["patch", "put", "delete"])
    def test_finds_a_lost_change_whose_audit_entry_is_stored(
        self, emptied: Engine, sent: list[Sent], client: Inside, kind: str
    ) -> None:
        claim = of(kind, sent).write.path.split("/")[2]
        undo = {
            "patch": f"UPDATE claim SET note = NULL WHERE id = {claim}",
            "put": f"DELETE FROM stance WHERE claim_id = {claim}",
            "delete": f"UPDATE claim SET withdrawn_at = NULL WHERE id = {claim}",
        }

        spoil(emptied, undo[kind])

        assert found(emptied, sent, client) in (["half"], ["lost"])

    def test_finds_a_repeated_write(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        write = of("article", sent).write
        body = {**(write.body or {}), "new": True}  # else its text is known

        again = client.send(write.method, write.address, body)

        assert again.status == 201
        assert found(emptied, sent, client) == ["doubled"]

    def test_finds_a_repeated_audit_entry(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        write = of("patch", sent).write
        line = "at, analyst_id, request_id, action, resource, record_id, version"
        line = f"{line}, visibility, digest, hash"
        copied = f"SELECT {line} FROM change WHERE reason = '{write.marker}'"

        spoil(emptied, f"INSERT INTO change ({line}) {copied}")
        spoil(
            emptied,
            f"UPDATE change SET reason = '{write.marker}'"
            " WHERE id = (SELECT max(id) FROM change)",
        )

        assert found(emptied, sent, client) == ["doubled"]

    @pytest.mark.parametrize("part", ["attribution", "span"])
    def test_finds_a_claim_without_its_chain_or_spans(
        self, emptied: Engine, sent: list[Sent], client: Inside, part: str
    ) -> None:
        marker = of("claim", sent).write.marker
        made = f"(SELECT id FROM claim WHERE text LIKE '{marker} %')"

        spoil(emptied, f"DELETE FROM {part} WHERE claim_id IN {made}")

        assert found(emptied, sent, client) == ["half"]

    def test_finds_an_incomplete_batch(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        marker = of("batch", sent).write.marker

        spoil(emptied, f"UPDATE claim SET text = 'x' WHERE text LIKE '{marker} 1%'")

        assert found(emptied, sent, client) == ["half"]

    @pytest.mark.parametrize("kind", ["source", "article", "patch", "delete"])
    def test_finds_a_missing_audit_entry(
        self, emptied: Engine, sent: list[Sent], client: Inside, kind: str
    ) -> None:
        marker = of(kind, sent).write.marker
        last = f"(SELECT max(id) FROM change WHERE reason = '{marker}')"

        spoil(emptied, f"DELETE FROM change WHERE id = {last}")

        assert found(emptied, sent, client) == ["line"]

    def test_finds_an_audit_entry_of_another_request(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        marker = of("claim", sent).write.marker

        spoil(emptied, f"UPDATE change SET request_id = 'x' WHERE reason = '{marker}'")

        assert found(emptied, sent, client) == ["line"]

    def test_finds_a_missing_stored_response(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        marker = of("claim", sent).write.marker

        spoil(emptied, f"DELETE FROM idempotency WHERE key = '{marker}'")

        assert found(emptied, sent, client) == ["half"]

    def test_expects_unanswered_writes_to_be_complete_or_absent(
        self, emptied: Engine, sent: list[Sent], client: Inside
    ) -> None:
        unanswered, marker = of("source", sent), "r1w0n0"
        unanswered.answer = None
        whole = found(emptied, sent, client)
        spoil(emptied, f"DELETE FROM change WHERE reason = '{marker}'")
        half = found(emptied, sent, client)
        spoil(
            emptied,
            f"DELETE FROM idempotency WHERE key = '{marker}'",
            f"UPDATE source SET name = 'x' WHERE name LIKE '{marker} %'",
        )
        nothing = found(emptied, sent, client)

        assert (whole, half, nothing) == ([], ["line"], [])


# Overload and expensive reads find the limits of the server, which are the same; that
# PostgreSQL stops long reads is in tests/db/test_long_reads.py.
SUITE = {"sqlite": PARTS, "postgresql": ("kills", "faults")}


def test_finds_no_damage_after_kills_and_faults(tmp_path: Path, backend: str) -> None:
    """Do each kind of kill once; how fast overload is answered depends on the machine.

    ``make torture`` kills a hundred times, and overloads servers of both databases.
    """
    out, kills = tmp_path / "found.json", len(KILLS[backend])
    command = [sys.executable, "-m", "tests.torture", "--tiny", "--database", backend]
    options = ["--only", ",".join(SUITE[backend]), "--rounds", str(kills)]
    done = subprocess.run(
        [*command, *options, "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=SECONDS,
    )

    assert out.exists(), done.stdout + done.stderr
    parts: Json = json.loads(out.read_bytes())[backend]
    rounds = [*parts["kills"], *parts["faults"]]
    findings = [
        one for part in parts.values() for run in part for one in run["findings"]
    ]
    assert parts.keys() == set(SUITE[backend])
    assert len({one["name"] for one in parts["kills"]}) == kills
    assert all(
        sum(one["acknowledged"].values()) for one in rounds if not one["skipped"]
    )
    assert sum(one["in_doubt"] for one in parts["kills"])
    assert [one for one in findings if not one.startswith("slow: ")] == [], done.stdout
    assert done.returncode == bool(findings)


def test_all_options_are_documented() -> None:
    written = (ROOT / "docs" / "torture.md").read_text("utf-8")

    known = re.findall(r"--[a-z]+", make_parser().format_help())

    assert set(re.findall(r"--[a-z]+", written)) == set(known) - {"--help"}
