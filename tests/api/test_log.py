"""The content of the log; every log line of the test suite is checked."""

import io
import json
import logging
import os
import pty
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TextIO

import pytest
import structlog
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from api.app import create_app
from api.server import access_log
from api.settings import Serving
from db.engine.reader import make_reader
from db.engine.writer import make_writer
from tests.api.asgi_requests import HERE, LOCAL
from tests.api.bodies import API, Json
from tests.api.log_checks import Log
from tests.keys import shown

pytestmark = pytest.mark.portable

Serve = Callable[..., AbstractContextManager[TestClient]]
SECRET = "Zebra-7-told-me"  # noqa: S105 - what a source might say


@contextmanager
def logging_to(stream: TextIO, level: str = "info") -> Iterator[None]:
    """Log to ``stream`` for a while, and then where the suite does."""
    before, handlers = structlog.get_config(), logging.getLogger().handlers[:]
    access_log.configure(level, stream)
    yield
    structlog.configure(**before)
    logging.getLogger().handlers[:] = handlers


@pytest.fixture
def serve(engine: Engine, database_url: str) -> Serve:
    """Serve with settings for a while, to a client somewhere else."""

    @contextmanager
    def serving(**settings: Any) -> Iterator[TestClient]:
        reader = make_reader(database_url, connections=1)
        app = create_app(reader, make_writer(engine), Serving(**settings))
        address = ("203.0.113.7", 1)
        with TestClient(app, client=address, headers=shown("editor")) as client:
            yield client

    return serving


def logged(stream: io.StringIO) -> list[Json]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class TestRequestLine:
    def test_logs_the_request_and_its_result(
        self, client: TestClient, log: Log
    ) -> None:
        answer = client.get(f"{API}/tags/{2**40}?fields=name")

        (line,) = log.lines()
        assert line["timestamp"].endswith("Z")
        assert 0 < line.pop("ms") < 60_000
        assert line == {
            "event": "request",
            "level": "info",
            "timestamp": line["timestamp"],
            "request_id": answer.headers["x-request-id"],
            "method": "GET",
            "route": f"{API}/tags/{{tag_id}}",
            "status": 404,
            "bytes": len(answer.content),
        }

    @pytest.mark.parametrize(
        ("method", "path", "route"),
        [
            ("HEAD", f"{API}/tags", f"{API}/tags"),
            ("GET", f"{API}/tags/one", f"{API}/tags/{{tag_id}}"),
            ("DELETE", f"{API}/tags", f"{API}/tags"),
            ("GET", "/readyz", "/readyz"),
            ("GET", f"/{SECRET}", "other"),
            ("GET", f"/static/{SECRET}", "other"),
        ],
    )
    def test_logs_the_route_instead_of_the_path(
        self, client: TestClient, log: Log, method: str, path: str, route: str
    ) -> None:
        client.request(method, path)

        (line,) = log.lines("request")
        assert (line["method"], line["route"]) == (method, route)

    def test_logs_unknown_methods_as_other(self, client: TestClient, log: Log) -> None:
        client.request(SECRET.upper(), "/healthz")

        (line,) = log.lines("request")
        assert line["method"] == "other"

    def test_logs_the_client_only_if_configured(self, serve: Serve) -> None:
        stream = io.StringIO()

        with logging_to(stream):
            for wanted in (True, False):
                with serve(log_clients=wanted) as client:
                    client.get("/healthz")

        assert [line.get("client") for line in logged(stream)] == ["203.0.113.7", None]

    @pytest.mark.parametrize(
        ("level", "lines", "count"),
        [("info", True, 1), ("info", False, 0), ("warning", True, 0)],
    )
    def test_can_be_switched_off(
        self, serve: Serve, level: str, lines: bool, count: int
    ) -> None:
        stream = io.StringIO()

        with logging_to(stream, level), serve(log_requests=lines) as client:
            client.get("/healthz")

        assert len(logged(stream)) == count


class TestSecrets:
    def test_contents_of_requests_are_not_logged(
        self, client: TestClient, log: Log, claim_body: Json
    ) -> None:
        headers = {"authorization": f"Bearer {SECRET}", "cookie": SECRET}
        client.headers.update(headers)

        client.get(f"{API}/claims?q={SECRET}")
        client.get(f"{API}/claims?{SECRET}={SECRET}&cursor={SECRET}")
        client.post(f"{API}/claims?reason={SECRET}", json=claim_body | {"text": SECRET})
        client.post(f"{API}/claims", json=claim_body | {SECRET: SECRET})
        client.post(f"{API}/tags", content=SECRET, headers={"content-type": SECRET})
        client.patch(f"{API}/tags/{SECRET}", json={}, headers={"if-match": SECRET})

        assert len(log.lines("request")) >= 6
        assert "Zebra" not in log.text

    def test_values_of_a_failed_write_are_not_logged(
        self, client: TestClient, log: Log, engine: Engine
    ) -> None:
        """Messages of SQLAlchemy and the drivers contain all bound values."""
        forgiving = TestClient(
            client.app,
            raise_server_exceptions=False,
            headers=shown(),
            client=HERE,
            base_url=LOCAL,
        )
        forgiving.portal = client.portal

        def corrupt(*args: Any) -> Any:
            return args[2].replace("INSERT INTO tag ", "INSERT INTO lost "), args[3]

        event.listen(engine, "before_cursor_execute", corrupt, retval=True)
        try:
            answer = forgiving.post(f"{API}/tags", json={"name": SECRET})
        finally:
            event.remove(engine, "before_cursor_execute", corrupt)

        assert answer.status_code in {500, 503}
        assert {line["event"] for line in log.lines()} > {"request"}
        assert "Zebra" not in log.text


class TestFailure:
    @pytest.fixture
    def failing(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> TestClient:
        def fail(_: Any) -> Json:
            try:
                raise KeyError(SECRET)
            except KeyError as error:
                raise RuntimeError(SECRET) from error

        monkeypatch.setattr("api.routes.tags.tag_record", fail)
        forgiving = TestClient(
            client.app,
            raise_server_exceptions=False,
            headers=shown(),
            client=HERE,
            base_url=LOCAL,
        )
        forgiving.portal = client.portal  # where the connections were opened
        return forgiving

    def test_is_logged_with_its_traceback_and_request_id(
        self, failing: TestClient, log: Log
    ) -> None:
        answer = failing.get(f"{API}/tags")

        failed, request = log.lines()
        assert (failed["event"], failed["level"]) == ("failed", "error")
        assert failed["request_id"] == request["request_id"]
        assert failed["request_id"] == answer.headers["x-request-id"]
        assert failed["route"] == f"{API}/tags"
        assert request["status"] == 500
        causes = failed["exception"].split("\n")
        assert "KeyError" in causes
        assert causes[-1] == "RuntimeError"
        assert 'api/routes/tags.py", line' not in causes[0]
        assert "in fail" in failed["exception"]

    def test_the_message_of_an_exception_is_logged_at_debug_level_only(
        self, failing: TestClient
    ) -> None:
        stream = io.StringIO()

        with logging_to(stream, "debug"):
            failing.get(f"{API}/tags")

        assert f"RuntimeError: {SECRET}" in stream.getvalue()


class TestConfigure:
    def test_logs_messages_of_uvicorn_in_the_same_format(self) -> None:
        stream, server = io.StringIO(), logging.getLogger("uvicorn.error")
        logging.getLogger("uvicorn").addHandler(logging.StreamHandler(stream))

        with logging_to(stream):
            server.warning("Invalid %s received.", "request")

        (line,) = logged(stream)
        assert (line["event"], line["level"]) == (
            "Invalid request received.",
            "warning",
        )

    def test_does_not_log_a_failed_request_twice(self) -> None:
        stream, server = io.StringIO(), logging.getLogger("uvicorn.error")

        with logging_to(stream):
            server.error("Exception in ASGI application\n", exc_info=ValueError("x"))

        assert stream.getvalue() == ""

    def test_logs_the_message_of_an_exception_at_startup(self) -> None:
        stream, server = io.StringIO(), logging.getLogger("uvicorn.error")

        with logging_to(stream):
            server.error("No start", exc_info=ValueError("no such file"))

        (line,) = logged(stream)
        assert line["exception"] == "ValueError: no such file"

    def test_omits_the_message_of_an_exception_of_a_lost_task(self) -> None:
        stream, library = io.StringIO(), logging.getLogger("asyncio")
        said = f"Task exception was never retrieved\nfuture: KeyError({SECRET})"

        with logging_to(stream):
            library.error(said, exc_info=KeyError(SECRET))

        (line,) = logged(stream)
        assert line["event"] == "Task exception was never retrieved"
        assert line["exception"] == "KeyError"

    def test_is_readable_on_a_terminal(self) -> None:
        ours, theirs = pty.openpty()

        with os.fdopen(theirs, "w") as terminal, logging_to(terminal):
            structlog.get_logger().info("request", route="/docs", status=200)
        shown = os.read(ours, 65_536).decode()
        os.close(ours)

        assert "request" in shown
        assert "/docs" in shown
        assert not shown.startswith("{")
