"""Applications on databases of their own, for each role."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.engine.writer import make_writer
from db.values.viewer import Role
from tests.api.all_reads import Answers, answers
from tests.api.bodies import Json
from tests.api.conformance import Document, document
from tests.client import Client
from tests.keys import in_session, shown

HERE = ("127.0.0.1", 50_000)
CONNECTIONS = 2  # of each kind


class Served:
    """An application on a database of its own; writes are made as an editor."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.role: Role = "editor"
        self._app: Any = client.app
        self.document: Json = document()
        client.event_hooks["request"] = [self._show_key]

    def reads_as(self, role: Role) -> "Served":
        self.role = role
        return self

    def answers(self, addresses: Iterable[str]) -> Answers:
        """Return a function that sends requests to the application."""
        assert self.client.portal
        key = shown(self.role)
        return self.client.portal.call(answers, self._app, list(addresses), key)

    def pages(self, addresses: Iterable[str]) -> Answers:
        """Return a function that reads pages in a session of the application."""
        assert self.client.portal
        cookie = in_session(self.role)
        return self.client.portal.call(answers, self._app, list(addresses), cookie)

    def _show_key(self, request: Any) -> None:
        request.headers |= shown(self.role if request.method == "GET" else "editor")


@contextmanager
def served(url: str) -> Iterator[Served]:
    """Serve the database at ``url``, and disconnect from it at the end."""
    engine = make_engine(url, connections=CONNECTIONS)
    app = create_app(
        make_reader(url, connections=CONNECTIONS),
        make_writer(engine, connections=CONNECTIONS),
    )
    with Client(app, client=HERE) as client:
        client.event_hooks = {"response": [Document().check]}
        client.headers = {"user-agent": "tests"}
        yield Served(client)
    engine.dispose()
