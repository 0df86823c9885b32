"""Requests reach the real application and really commit; tests begin with noise only.

Every response is validated against the OpenAPI document, in every test.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.server.background import JOBS
from db.engine.prepared import Prepared
from db.engine.reader import Reader, make_reader
from db.engine.writer import make_writer
from db.queries.keys import find_key
from db.values.viewer import ADMIN
from tests.api.bodies import API, NOISE, Json, claim_in, said_by
from tests.api.cli.running import Onrecord
from tests.api.conformance import Document
from tests.api.days import wait_for_midnight
from tests.api.log_checks import Log
from tests.client import Client
from tests.emptying import Once, empty
from tests.keys import keep_keys, shown

HERE = ("127.0.0.1", 50_000)
CONNECTIONS = 2  # of each kind: a test opens them for every module
Make = Callable[..., Json]


class CountingReader:
    """The real reader, which also counts its reads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.count = 0
        self.open, self.close = reader.open, reader.close
        self.state = reader.state
        self.timeout = reader.timeout

    def counts(self, client: TestClient, *paths: str) -> list[int]:
        """Return how many reads an answer of each path takes."""
        found = []
        for path in paths:
            self.count = 0
            client.get(f"{API}{path}").raise_for_status()
            found.append(self.count)
        return found

    async def rows(self, read: Prepared, **values: Any) -> Sequence[Any]:
        self.count += read is not find_key(viewer=ADMIN)
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared, **values: Any) -> Sequence[Any]:
        self.count += 1
        return await self._reader.scan(read, **values)


@pytest.fixture(scope="session")
def whole_log() -> Log:
    return Log()


@pytest.fixture(scope="module", autouse=True)
def logging(whole_log: Log) -> None:
    """Log there, whatever a command of the command line has configured since."""
    whole_log.begin()


@pytest.fixture
def log(whole_log: Log, noise: None) -> Log:  # noqa: ARG001 - noise is logged too
    """The log since the start of the test."""
    whole_log.lines()
    whole_log.clear()
    return whole_log


@pytest.fixture(autouse=True)
def nothing_secret_logged(whole_log: Log) -> Iterator[None]:
    """Hold every line that the test leaves in the log against what may be in it."""
    yield
    whole_log.check()


@pytest.fixture(scope="session")
def reader(engine: Engine, database_url: str) -> CountingReader:
    assert engine
    return CountingReader(make_reader(database_url, connections=CONNECTIONS))


@pytest.fixture(scope="session")
def served(
    engine: Engine, reader: CountingReader, whole_log: Log
) -> Iterator[TestClient]:
    """The application: one for all tests of a database, as a server has one."""
    whole_log.begin()
    with serving(engine, reader, looking_every=3600) as client:
        assert client.portal
        whole_log.run = client.portal.call
        yield client
    whole_log.run = None


@contextmanager
def serving(
    engine: Engine, reader: Any, *, looking_every: float
) -> Iterator[TestClient]:
    """Serve, and check for background work at this interval in seconds."""
    writer = make_writer(engine, connections=CONNECTIONS)
    jobs = [replace(job, interval=looking_every) for job in JOBS]
    app = create_app(reader, writer, jobs=jobs)
    with Client(app, client=HERE) as client:
        client.event_hooks = {"response": [Document().check]}
        yield client


@pytest.fixture(scope="module")
def ids_from_one(engine: Engine) -> None:
    """Number records from 1, whatever tests of other modules have rolled back."""
    empty(engine)


@pytest.fixture
def client(
    served: TestClient,
    engine: Engine,
    once: Once,
    ids_from_one: None,  # noqa: ARG001 - before any record is made
) -> Iterator[TestClient]:
    """The application on a record that holds noise, emptied after the test."""
    once.begin()
    served.headers = {"user-agent": "tests", **shown()}
    yield served
    empty(engine)


@pytest.fixture
def other_keys(client: TestClient, engine: Engine) -> Iterator[None]:
    """Analysts and keys that the test makes, gone after it."""
    assert client
    yield
    empty(engine)
    keep_keys(engine)


@pytest.fixture(scope="session")
def once(engine: Engine) -> Once:
    return Once(engine)


@pytest.fixture(autouse=True)
def noise(client: TestClient, once: Once) -> None:
    """Unrelated rows, so that a missing filter fails."""

    def make() -> None:
        made = client.post("/api/v1/articles", json=NOISE)
        assert made.status_code == 201, made.text

    once("noise", make)


def _maker(client: TestClient, resource: str, defaults: Json) -> Make:
    def make(**values: Any) -> Json:
        made = client.post(f"/api/v1/{resource}", json=defaults | values)
        assert made.status_code == 201, made.text
        record: Json = made.json()
        return record

    return make


@pytest.fixture
def make_source(client: TestClient) -> Make:
    return _maker(client, "sources", {"name": "Jens Stoltenberg", "kind": "person"})


@pytest.fixture
def make_article(client: TestClient) -> Make:
    return _maker(client, "articles", {"title": "Rain"})


@pytest.fixture
def make_tag(client: TestClient) -> Make:
    return _maker(client, "tags", {"name": "weather"})


@pytest.fixture
def make_fact(client: TestClient) -> Make:
    return _maker(client, "facts", {"statement": "It rains."})


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the record that ships with the product."""
    file = tmp_path_factory.mktemp("shipped") / "onrecord.db"
    onrecord = Onrecord(f"sqlite:///{file}")
    assert onrecord("migrate").status == 0
    assert onrecord("seed").status == 0
    return file


@pytest.fixture
def source(make_source: Make, once: Once) -> Json:
    return once("source", make_source)


@pytest.fixture
def article(make_article: Make, once: Once) -> Json:
    return once("article", lambda: make_article(text="“It rained,” he said."))


@pytest.fixture
def fact(make_fact: Make, once: Once) -> Json:
    return once("fact", make_fact)


@pytest.fixture
def claim_body(source: Json, article: Json) -> Json:
    """A claim of ``source`` in ``article``, as small as one can be."""
    return claim_in(article["id"], said_by(source["id"]))


@pytest.fixture
def make_claim(client: TestClient, claim_body: Json) -> Make:
    return _maker(client, "claims", claim_body)


@pytest.fixture
def claim(make_claim: Make, once: Once) -> Json:
    return once("claim", make_claim)


@pytest.fixture
def one_day() -> None:
    """Let the test begin where the day does not end within seconds."""
    wait_for_midnight()
