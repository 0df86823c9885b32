"""A killed server has stored a write and its response, or nothing."""

import os
import signal
from time import monotonic, sleep
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select

from db.models import Article, Change, Idempotency
from tests.api import killed_server
from tests.api.bodies import walk
from tests.api.killed_server import record_rain
from tests.forking import start

SECONDS = 60

pytestmark = [pytest.mark.slow, pytest.mark.every_case]


def die_at(moment: str, database_url: str) -> None:
    """Send the request to a server of its own that is killed at that moment."""
    killed = start(killed_server.main, database_url, moment, env=os.environ)
    printed = killed.communicate(timeout=SECONDS)
    assert killed.returncode == -signal.SIGKILL, printed


def send_again(client: TestClient) -> Any:
    """Send the request until no server is at it any more: one may be dying still."""
    end = monotonic() + SECONDS
    while monotonic() < end:
        answer = record_rain(client)
        if answer.status_code != 409:
            return answer
        sleep(0.05)
    return answer


def count(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [
            connection.scalar(select(func.count(model.id))) or 0
            for model in (Article, Change, Idempotency)
        ]


class TestKilledServer:
    @pytest.mark.parametrize("moment", ["kept", "commit"])
    def test_stores_nothing_if_killed_before_the_commit(
        self, client: TestClient, engine: Engine, database_url: str, moment: str
    ) -> None:
        before, changes = count(engine), walk(client, "/changes")

        die_at(moment, database_url)
        left = count(engine), walk(client, "/changes")
        answer = send_again(client)

        assert left == (before, changes)
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers
        assert count(engine) == [before[0] + 1, before[1] + 2, 1]

    def test_replays_the_unsent_response_if_killed_after_the_commit(
        self, client: TestClient, engine: Engine, database_url: str
    ) -> None:
        articles, changes, _ = count(engine)

        die_at("sent", database_url)
        left = count(engine)
        answer = send_again(client)

        assert left == [articles + 1, changes + 2, 1]
        assert answer.status_code == 201
        assert answer.headers["idempotency-replayed"] == "true"
        assert client.get(answer.headers["location"]).json()["title"] == "Rain"
        assert count(engine) == left
