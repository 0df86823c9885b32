"""Requests while the database is unavailable, full or read-only."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, text

from tests.api.bodies import API, Json, walk

READS, WRITES = 8, 8  # more than there are connections


@pytest.fixture
def new_claim(claim_body: Json) -> Json:
    return claim_body | {"tags": ["rain"]}


class TestLostConnections:
    @pytest.fixture
    def server(self, engine: Engine, backend: str) -> Engine:
        if backend == "sqlite":
            pytest.skip("a file has no server that could hang up")
        return engine

    def test_are_replaced(self, client: TestClient, server: Engine) -> None:
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with server.connect() as connection:
            connection.execute(others)

        read = [client.get(f"{API}/tags").status_code for _ in range(READS)]
        written = [
            client.post(f"{API}/tags", json={"name": f"{number}"}).status_code
            for number in range(WRITES)
        ]

        assert set(read) <= {200, 503}
        assert set(written) == {201}
        assert read[-1] == 200


class TestBusyDatabase:
    @pytest.fixture
    def file(self, engine: Engine, backend: str) -> Iterator[Engine]:
        if backend == "postgresql":
            pytest.skip("its writers wait for rows, never for the whole database")
        engine.dispose()
        event.listen(engine, "connect", hurry)
        yield engine
        event.remove(engine, "connect", hurry)
        engine.dispose()

    def test_refuses_a_write_with_503_and_stores_nothing(
        self, client: TestClient, new_claim: Json, file: Engine
    ) -> None:
        with file.connect() as another, another.begin():
            answer = client.post(f"{API}/claims", json=new_claim)

        assert answer.status_code == 503
        assert answer.json()["type"] == "/problems/unavailable"
        assert walk(client, f"/claims?article={new_claim['article_id']}") == []
        assert client.post(f"{API}/claims", json=new_claim).status_code == 201


def hurry(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA busy_timeout = 50")
