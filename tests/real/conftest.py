"""Real articles, kept outside the project: tests that need them skip without them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.settings import Serving
from db.engine.reader import make_reader
from db.engine.writer import make_writer
from tests.client import Client
from tests.conftest import ROOT
from tests.emptying import empty
from tests.keys import shown

Json = dict[str, Any]
DATA = Path(os.environ.get("ONRECORD_TEST_DATA", ROOT.parent / "shared" / "data"))


def real_file(name: str) -> Path:
    """Return a file of the real data, or skip the test."""
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"no {name} in {DATA}; ONRECORD_TEST_DATA can name the folder")
    return path


@pytest.fixture(scope="module")
def client(engine: Engine, database_url: str) -> Iterator[TestClient]:
    reader = make_reader(database_url, connections=2)
    serving = Serving(rate_limit="", log_requests=False)
    app = create_app(reader, make_writer(engine, connections=2), serving)
    with Client(app, headers=shown()) as client:
        yield client
    empty(engine)


def walk(client: TestClient, path: str, **params: Any) -> list[Json]:
    """Return the rows of all pages of a list."""
    rows: list[Json] = []
    answer = client.get(path, params=params)
    while True:
        rows += answer.json()["data"]
        if "next" not in answer.links:
            return rows
        answer = client.get(answer.links["next"]["url"])
