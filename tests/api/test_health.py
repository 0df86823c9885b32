from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, make_url

from api.app import create_app
from db.engine.reader import make_reader
from db.engine.writer import Writer, make_writer
from tests.api.asgi_requests import HERE, LOCAL
from tests.api.bodies import Json
from tests.api.conformance import Document


@pytest.fixture
def lost_url(backend: str, database_url: str, tmp_path: Path) -> str:
    """The address of a database that is not there."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path}/missing/record.db"
    lost = make_url(database_url).set(database="onrecord_lost")
    return lost.render_as_string(hide_password=False)


@pytest.fixture
def empty_url(backend: str, database_url: str, tmp_path: Path) -> str:
    """The URL of a database without tables."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    empty = make_url(database_url).set(database="template1")
    return empty.render_as_string(hide_password=False)


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    writer = make_writer(engine, connections=1)
    yield writer
    writer.close()


def reading_from(url: str, writer: Writer) -> TestClient:
    """Return a client of an application that reads from another database."""
    app = create_app(make_reader(url, connections=1), writer)
    client = TestClient(app, client=HERE, base_url=LOCAL)
    client.event_hooks = {"response": [Document().check]}
    return client


class TestReadHealth:
    def test_reports_that_the_process_runs(self, client: TestClient) -> None:
        answer = client.get("/healthz")

        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})

    def test_returns_200_while_the_database_is_unavailable(
        self, lost_url: str, writer: Writer
    ) -> None:
        answer = reading_from(lost_url, writer).get("/healthz")

        assert answer.status_code == 200


class TestReadReadiness:
    @pytest.fixture
    def unmigrated(self, empty_url: str, writer: Writer) -> Iterator[TestClient]:
        with reading_from(empty_url, writer) as client:
            yield client

    def test_reports_that_the_database_responds(self, client: TestClient) -> None:
        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})

    def test_returns_503_with_the_remedy_if_there_are_no_tables(
        self, unmigrated: TestClient
    ) -> None:
        answer = unmigrated.get("/readyz")

        assert answer.status_code == 503
        problem: Json = answer.json()
        assert problem["type"] == "/problems/unavailable"
        assert "onrecord migrate" in problem["detail"]

    def test_returns_503_if_the_database_is_unavailable(
        self, lost_url: str, writer: Writer
    ) -> None:
        answer = reading_from(lost_url, writer).get("/readyz")

        assert answer.status_code == 503
        assert answer.json()["detail"] == "The database does not respond."

    @pytest.mark.parametrize("path", ["/sources", "/claims?q=rain", "/tags/1"])
    def test_other_reads_return_503_if_the_database_is_unavailable(
        self, lost_url: str, writer: Writer, path: str
    ) -> None:
        answer = reading_from(lost_url, writer).get(f"/api/v1{path}")

        assert answer.status_code == 503
        assert "onrecord_lost" not in answer.text
        assert "missing" not in answer.text
