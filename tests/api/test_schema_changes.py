"""Another version migrates the database while a server runs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, text, update

from db.engine.reader import make_reader
from db.models import Tag
from tests.api.bodies import API, Json
from tests.api.conftest import CONNECTIONS, serving
from tests.api.log_checks import Log
from tests.keys import keep_keys, shown

LATER = "ffffffffffff"  # a migration that this version does not know
NEVER, OFTEN = 3600, 0.02  # seconds between two looks at the schema
PATIENCE = 30.0  # seconds
# A rule that everything this version writes breaks.
STRICTER = {
    "sqlite": (
        "CREATE TRIGGER stricter BEFORE INSERT ON change"
        " BEGIN SELECT RAISE(ABORT, 'not so'); END"
    ),
    "postgresql": "ALTER TABLE change ADD CONSTRAINT stricter CHECK (id < 0) NOT VALID",
}
ENDED = {"visibility": "restricted", "embargo_until": datetime(2020, 1, 1, tzinfo=UTC)}
TAG: Json = {"name": "rain"}
ARTICLE: Json = {"title": "Rain", "outlet": {"name": "CNN"}}
REQUESTS: tuple[tuple[str, str, Any], ...] = (
    ("GET", f"{API}/claims", None),
    ("GET", f"{API}/claims?anonymous=true&sort=recorded", None),
    ("GET", f"{API}/tags/1", None),
    ("GET", f"{API}/sources?q=rain", None),
    ("GET", f"{API}/stats/claims?by=source", None),
    ("GET", f"{API}/changes", None),
    ("GET", f"{API}/facts/1/timeline", None),
    ("POST", f"{API}/tags", TAG),
    ("POST", f"{API}/articles", ARTICLE),
    ("PATCH", f"{API}/tags/1", {"name": "snow"}),
    ("DELETE", f"{API}/tags/1", None),
)


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: each test has a database of its own."""


@pytest.fixture
def database(spare: Engine) -> Engine:
    keep_keys(spare)
    return spare


@pytest.fixture
def unaware(database: Engine) -> Iterator[TestClient]:
    """A server that does not look at the schema by itself."""
    with served(database, NEVER) as client:
        yield client


def served(database: Engine, looking_every: float) -> Any:
    url = database.url.render_as_string(hide_password=False)
    reader = make_reader(url, connections=CONNECTIONS)
    return serving(database, reader, looking_every=looking_every)


def execute(database: Engine, *statements: str) -> None:
    with database.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def rename(database: Engine, column: str, *tables: str) -> None:
    for table in tables:
        execute(database, f"ALTER TABLE {table} RENAME COLUMN {column} TO renamed")


def assert_unavailable(client: Any, method: str, path: str, body: Any) -> None:
    """Assert that a server that has not noticed the change yet names a remedy."""
    client.app.state.schema.mismatch = None
    headers = shown() | {"if-match": '"v1"'}

    answer = client.request(method, path, json=body, headers=headers)

    assert answer.status_code == 503, (method, path, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "version" in answer.json()["detail"]


def note_migration(database: Engine, revision: str) -> str:
    """Note a migration in the database, and return the one before."""
    with database.begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version"))
        found: str = before.scalar_one()
        noted = text("UPDATE alembic_version SET version_num = :revision")
        connection.execute(noted, {"revision": revision})
    return found


def wait_for(client: TestClient, status: int) -> Json:
    """Wait until a request is answered with ``status``."""
    deadline = monotonic() + PATIENCE
    while (answer := client.get(f"{API}/tags")).status_code != status:
        assert monotonic() < deadline, answer.text
        sleep(OFTEN)
    found: Json = answer.json()
    return found


def wait_until_public(client: TestClient, tag_id: int) -> None:
    deadline = monotonic() + PATIENCE
    while client.get(f"{API}/tags/{tag_id}").status_code != 200:
        assert monotonic() < deadline
        sleep(OFTEN)


class TestUnnoticedMigration:
    def test_failing_statements_return_503(
        self, unaware: Any, database: Engine
    ) -> None:
        unaware.post(f"{API}/tags", json=TAG | {"name": "1"}, headers=shown())
        rename(database, "created_at", "source", "article", "claim", "fact", "tag")
        rename(database, "at", "change")
        rename(database, "claim_id", "attribution")
        note_migration(database, LATER)

        for method, path, body in REQUESTS:
            assert_unavailable(unaware, method, path, body)
        rename(database, "secret_sha256", "api_key")
        assert_unavailable(unaware, "GET", f"{API}/tags", None)

    def test_a_write_that_violates_a_new_constraint_returns_503(
        self, unaware: TestClient, database: Engine, backend: str
    ) -> None:
        execute(database, STRICTER[backend])
        note_migration(database, LATER)

        answer = unaware.post(f"{API}/tags", json=TAG, headers=shown())

        assert answer.status_code == 503, answer.text
        assert f"migration {LATER}" in answer.json()["detail"]


class TestNoticedMigration:
    def test_every_request_returns_503_until_the_version_matches(
        self, database: Engine, log: Log
    ) -> None:
        with served(database, OFTEN) as client:
            wait_for(client, 200)
            before = note_migration(database, LATER)
            problem = wait_for(client, 503)

            statuses = {
                client.request(method, path, json=body, headers=shown()).status_code
                for method, path, body in (*REQUESTS, ("GET", "/", None))
            }
            ready = client.get("/readyz")
            alive = [client.get(path).status_code for path in ("/healthz", "/metrics")]
            note_migration(database, before)
            wait_for(client, 200)

        assert f"migration {LATER}" in problem["detail"]
        assert "install the version that made it" in problem["detail"]
        assert statuses == {503}
        assert (ready.status_code, ready.json()["detail"]) == (503, problem["detail"])
        assert alive == [200, 200]
        lines = [line for line in log.lines() if line["event"] == "schema_mismatch"]
        assert len(lines) == 1

    def test_background_jobs_do_not_write(self, database: Engine) -> None:
        with served(database, OFTEN) as client:
            made = client.post(f"{API}/tags", json=TAG, headers=shown()).json()
            before = note_migration(database, LATER)
            wait_for(client, 503)
            with database.begin() as connection:
                connection.execute(update(Tag).values(ENDED))
            sleep(10 * OFTEN)
            with database.begin() as connection:
                found = connection.execute(select(Tag.visibility)).scalar_one()
            note_migration(database, before)
            wait_for(client, 200)
            wait_until_public(client, made["id"])

        assert found == "restricted"
