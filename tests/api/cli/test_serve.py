import json
import os
import pty
import signal
import socket
import sqlite3
import time
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from tests.api.cli.running import PATIENCE, Onrecord, Server, free_port

COUNT = 'onrecord_requests_total{method="GET",route="/api/v1/tags",status="2xx"}'

pytestmark = pytest.mark.slow


def workers(server: Server) -> list[psutil.Process]:
    """Return the processes that answer."""
    return [
        child
        for child in psutil.Process(server.process.pid).children()
        if child.status() != psutil.STATUS_ZOMBIE
        and "resource_tracker" not in str(child.cmdline())
    ]


def printed(onrecord: Onrecord, *args: str) -> str:
    """Return the stderr of a command that runs on a terminal."""
    ours, theirs = pty.openpty()
    process = onrecord.start(*args, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # the terminal is closed
            break
        if not part:
            break
        shown += part
    process.communicate()
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


class TestServe:
    def test_it_prints_its_addresses_and_stops_on_control_c(
        self, onrecord: Onrecord
    ) -> None:
        with onrecord.serving() as server:
            ready = server.get("/readyz")
            claims = json.loads(server.get("/api/v1/claims?limit=1"))
            docs = server.get("/docs")
            ended = server.end()

        assert json.loads(ready) == {"status": "ok"}
        assert len(claims["data"]) == 1
        assert "<html" in docs
        assert f"{server.root}/docs\n" in ended.out
        assert f"{server.root}/api/v1/claims\n" in ended.out
        assert onrecord.url in ended.out
        assert (ended.status, ended.said) == (0, "Press Ctrl-C to stop.\nStopped.\n")

    def test_control_c_stops_processes_during_startup(self, onrecord: Onrecord) -> None:
        with onrecord.serving("--workers", "2", "--json") as server:
            assert server.process.stdout
            server.process.stdout.readline()
            ended = server.end()

        assert (ended.status, ended.said) == (0, "Stopped.\n")

    def test_it_stops_on_sigterm(self, onrecord: Onrecord) -> None:
        with onrecord.serving() as server:
            server.get("/readyz")
            ended = server.end(signal.SIGTERM)

        assert ended.status in {0, -signal.SIGTERM}
        assert ended.said == "Press Ctrl-C to stop.\n"

    def test_several_processes_serve_one_database(self, migrated: Onrecord) -> None:
        with migrated.serving("--workers", "2", "--json") as server:
            ready = server.get("/readyz")
            asked = statuses(server, *["/api/v1/tags"] * 30)
            # Each is counted once its answer has left, so a little later.
            until = time.monotonic() + PATIENCE
            while f"{COUNT} 30.0" not in server.get("/metrics"):
                assert time.monotonic() < until
            counts = [server.get("/metrics") for _ in range(2)]
            ended = server.end()

        assert json.loads(ready) == {"status": "ok"}
        assert asked == [200] * 30
        for text in counts:
            assert f"{COUNT} 30.0\n" in text
            assert 'onrecord_in_flight{kind="writes"} 0.0\n' in text
        assert ended.json["desk"] == f"{server.root}/"
        assert ended.json["docs"] == f"{server.root}/docs"
        assert ended.json["example"] == f"{server.root}/api/v1/claims"
        assert (ended.status, ended.said) == (0, "Stopped.\n")

    def test_a_process_that_dies_during_its_check_is_replaced(
        self, onrecord: Onrecord
    ) -> None:
        """The check of one that had died took a minute, and Ctrl-C ended new ones."""
        with onrecord.serving("--workers", "2") as server:
            server.get("/readyz")
            before = workers(server)
            before[0].suspend()
            time.sleep(2)  # it is asked twice a second whether it is there
            before[0].kill()
            until = time.monotonic() + PATIENCE / 2
            while len(set(workers(server)) - set(before)) == 0:
                assert time.monotonic() < until
                time.sleep(0.1)
            ended = server.end()

        assert (ended.status, ended.said) == (0, "Press Ctrl-C to stop.\nStopped.\n")

    def test_options_have_precedence_over_settings(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        (folder / "onrecord.env").write_text(
            "ONRECORD_PORT=1\nONRECORD_HOST=::1\nONRECORD_LOG_REQUESTS=false\n"
        )

        with onrecord.forked("--host", "127.0.0.1", "--json") as server:
            server.get("/readyz")
            ended = server.end()

        assert ended.json["docs"].startswith(server.root)
        assert ended.log == []

    def test_it_reports_a_port_that_is_in_use(self, onrecord: Onrecord) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            ran = onrecord("serve", "--port", port)

        assert (ran.status, ran.out) == (1, "")
        assert f"cannot listen on 127.0.0.1 port {port}: Address already" in ran.err
        assert "another port with --port" in ran.err

    def test_it_reports_an_address_that_it_does_not_have(
        self, onrecord: Onrecord
    ) -> None:
        onrecord.json("key", "create")  # without one it does not start there at all
        ran = onrecord("serve", "--host", "192.0.2.1", "--port", str(free_port()))

        assert ran.status == 1
        assert "cannot listen on 192.0.2.1" in ran.err

    def test_it_reports_a_database_that_cannot_be_reached(
        self, unmigrated: Onrecord
    ) -> None:
        url = f"postgresql+psycopg://me:secret@127.0.0.1:{free_port()}/record"

        ran = unmigrated("serve", "--database-url", url)

        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith("Error: The database cannot be reached")
        assert "secret" not in ran.err

    def test_it_refuses_to_start_with_an_incomplete_search_index(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        with sqlite3.connect(folder / "onrecord.db") as connection:
            connection.execute("DELETE FROM claim_search WHERE claim_id = 1")
        refused = onrecord("serve", "--port", str(free_port()))
        onrecord("migrate")

        assert (refused.status, refused.out) == (1, "")
        assert "run `onrecord migrate`" in refused.err
        assert onrecord("verify").status == 0

    @pytest.mark.parametrize(
        "options", [("--port", "0"), ("--port", "http"), ("--workers", "0")]
    )
    def test_it_refuses_invalid_numbers(
        self, onrecord: Onrecord, options: tuple[str, str]
    ) -> None:
        assert onrecord("serve", *options).status == 2


def statuses(server: Server, *paths: str, **headers: str) -> list[int]:
    """Return the response of each path, each on a separate connection."""
    found = []
    for path in paths:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers=named)
        found.append(connection.getresponse().status)
        connection.close()
    return found


class TestServing:
    def test_logs_each_request_without_its_query(self, onrecord: Onrecord) -> None:
        with onrecord.forked() as server:
            server.get("/readyz")
            server.get("/api/v1/claims?q=Zebra&limit=1")
            ended = server.end()

        lines = [(line["route"], line["status"]) for line in ended.log]
        assert lines == [("/readyz", 200), ("/api/v1/claims", 200)]
        assert "Zebra" not in ended.err

    @pytest.mark.parametrize(
        ("trusted", "expected"), [("127.0.0.1", [200] * 3), ("", [200, 200, 429])]
    )
    def test_trusts_configured_proxies_only(
        self, onrecord: Onrecord, folder: Path, trusted: str, expected: list[int]
    ) -> None:
        (folder / "onrecord.env").write_text(
            f"ONRECORD_TRUSTED_PROXIES={trusted}\nONRECORD_RATE_LIMIT=2/day\n"
            "ONRECORD_PUBLIC_READ=true\n"
        )
        client = {"x_forwarded_for": "203.0.113.7"}

        with onrecord.forked() as server:
            server.get("/healthz")
            found = statuses(server, *["/api/v1/tags"] * 2, **client)
            found += statuses(server, "/api/v1/tags", x_forwarded_for="203.0.113.8")

        assert found == expected


class TestProgress:
    def test_is_shown_on_a_terminal(self, onrecord: Onrecord) -> None:
        assert "checks" in printed(onrecord, "verify")
