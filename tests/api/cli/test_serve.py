import json
import os
import pty
import signal
import socket
from pathlib import Path

import pytest

from tests.api.cli.running import Onrecord, free_port


def printed(onrecord: Onrecord, *args: str) -> str:
    """Return what a command prints on stderr if that is a terminal."""
    ours, theirs = pty.openpty()
    process = onrecord.start(*args, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # nobody has the terminal open any longer
            break
        if not part:
            break
        shown += part
    process.communicate()
    os.close(ours)
    assert process.returncode == 0
    return shown.decode()


class TestServe:
    def test_it_says_what_to_open_until_control_c(self, onrecord: Onrecord) -> None:
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
        assert (ended.status, ended.err) == (0, "Press Ctrl-C to stop.\nStopped.\n")

    def test_control_c_ends_processes_that_are_just_starting(
        self, onrecord: Onrecord
    ) -> None:
        with onrecord.serving("--workers", "2", "--json") as server:
            assert server.process.stdout
            server.process.stdout.readline()
            ended = server.end()

        assert (ended.status, ended.err) == (0, "Stopped.\n")

    def test_a_request_to_end_is_heeded(self, onrecord: Onrecord) -> None:
        with onrecord.serving() as server:
            server.get("/readyz")
            ended = server.end(signal.SIGTERM)

        assert ended.status in {0, -signal.SIGTERM}
        assert ended.err == "Press Ctrl-C to stop.\n"

    def test_several_processes_serve_either_database(self, migrated: Onrecord) -> None:
        with migrated.serving("--workers", "2", "--json") as server:
            ready = server.get("/readyz")
            sources = server.get("/api/v1/sources")
            ended = server.end()

        assert json.loads(ready) == {"status": "ok"}
        assert json.loads(sources)["data"] == []
        assert ended.json["docs"] == f"{server.root}/docs"
        assert ended.json["example"] == f"{server.root}/api/v1/claims"
        assert (ended.status, ended.err) == (0, "Stopped.\n")

    def test_options_come_before_settings(
        self, onrecord: Onrecord, folder: Path
    ) -> None:
        (folder / "onrecord.env").write_text("ONRECORD_PORT=1\nONRECORD_HOST=::1\n")

        with onrecord.serving("--host", "127.0.0.1", "--json") as server:
            server.get("/readyz")
            ended = server.end()

        assert ended.json["docs"].startswith(server.root)

    def test_it_says_that_the_port_is_taken(self, onrecord: Onrecord) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            ran = onrecord("serve", "--port", port)

        assert (ran.status, ran.out) == (1, "")
        assert f"cannot listen on 127.0.0.1 port {port}: Address already" in ran.err
        assert "another port with --port" in ran.err

    def test_it_says_that_it_has_no_such_address(self, onrecord: Onrecord) -> None:
        ran = onrecord("serve", "--host", "192.0.2.1", "--port", str(free_port()))

        assert ran.status == 1
        assert "cannot listen on 192.0.2.1" in ran.err

    def test_it_says_that_the_database_cannot_be_reached(
        self, unmigrated: Onrecord
    ) -> None:
        url = f"postgresql+psycopg://me:secret@127.0.0.1:{free_port()}/record"

        ran = unmigrated("serve", "--database-url", url)

        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith("Error: The database cannot be reached")
        assert "secret" not in ran.err

    @pytest.mark.parametrize(
        "options", [("--port", "0"), ("--port", "http"), ("--workers", "0")]
    )
    def test_it_refuses_numbers_that_make_no_sense(
        self, onrecord: Onrecord, options: tuple[str, str]
    ) -> None:
        assert onrecord("serve", *options).status == 2


class TestProgress:
    def test_it_is_shown_on_a_terminal(self, onrecord: Onrecord) -> None:
        assert "checks" in printed(onrecord, "verify")
