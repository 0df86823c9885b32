"""The README, docs/recording.md and docs/search.md, executed: requests and answers."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
RECORDING = (ROOT / "docs/recording.md").read_text("utf-8")
COMMANDS = re.findall(r"```sh\n(.+?)```", README + RECORDING, re.DOTALL)
REQUESTS = [command for command in COMMANDS if command.startswith("curl ")]
DATA = (ROOT / "docs" / "data.md").read_text("utf-8")
SEARCH = (ROOT / "docs" / "search.md").read_text("utf-8")
QUESTIONS = re.findall(r"\| `(/api/v1/\S+)` \|", README + DATA + SEARCH)
(ANSWER,) = re.findall(r"```json\n(.+?)```", README, re.DOTALL)
(IN_TERMINAL,) = re.findall(r"`\.venv/bin/onrecord (claims [^`]+)`", README)
ONRECORD = [sys.executable, "-m", "api.cli"]
KEY = re.compile(r"onr_[0-9a-f]{12}_[0-9a-f]{48}")
SECONDS = 60

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A database of its own, and a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("readme")
    url = f"sqlite:///{folder}/onrecord.db"
    named = {"ONRECORD_DATABASE_URL": url, "ONRECORD_PORT": str(port)}
    return {**os.environ, **named, "PYTHONPATH": str(ROOT)}


def onrecord(environment: dict[str, str], *arguments: str) -> str:
    return subprocess.run(
        [*ONRECORD, *arguments],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    ).stdout


@pytest.fixture(scope="module")
def server(
    environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The server that ``make serve`` starts, and its address."""
    onrecord(environment, "migrate")
    onrecord(environment, "seed")
    log = Path(tmp_path_factory.mktemp("log") / "serve.log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [*ONRECORD, "serve"], env=environment, stdout=output, stderr=output
        )
        try:
            wait_until_ready(int(environment["ONRECORD_PORT"]), log)
            (environment["ONRECORD_KEY"],) = KEY.findall(log.read_text("utf-8"))
            yield f"http://127.0.0.1:{environment['ONRECORD_PORT']}"
        finally:
            process.terminate()
            process.wait(SECONDS)


def wait_until_ready(port: int, log: Path) -> None:
    for _ in range(SECONDS * 10):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text()}")


def ask(command: str, server: str, key: str) -> object:
    """Run a curl command of the README against the server of the test."""
    command = command.replace("http://127.0.0.1:8000", server).replace("\\\n", " ")
    command = command.replace("$ONRECORD_KEY", key)
    answer = subprocess.run(
        [*shlex.split(command), "--silent", "--show-error", "--fail-with-body"],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return json.loads(answer.stdout)


@pytest.mark.parametrize("command", REQUESTS)
def test_every_request_is_answered(
    command: str, server: str, environment: dict[str, str]
) -> None:
    assert ask(command, server, environment["ONRECORD_KEY"])


def test_the_response_in_the_readme_is_correct(server: str) -> None:
    expected = json.loads(ANSWER)

    answer = ask(REQUESTS[0], server, "")

    assert answer["data"] == expected["data"]  # type: ignore[index]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_in_the_table_has_an_answer(question: str, server: str) -> None:
    answer = ask(f"curl '{server}{question}'", server, "")

    found = answer.get("data", answer) if isinstance(answer, dict) else answer
    assert found


def test_the_command_in_the_readme_prints_the_claims(
    environment: dict[str, str], server: str
) -> None:
    assert server

    printed = onrecord(environment, *shlex.split(IN_TERMINAL))

    assert "NATO military official · CNN 2022-03-22" in printed


def test_readme_has_at_most_100_lines() -> None:
    assert len(README.splitlines()) <= 100


def test_every_question_of_the_first_page_has_an_answer(server: str) -> None:
    home = ask(f"curl {server}/ -H 'Accept: application/json'", server, "")

    for question in home["questions"]:  # type: ignore[index]
        answer = ask(f"curl '{server}{question['path']}'", server, "")
        rows = answer.get("data", answer) if isinstance(answer, dict) else answer
        assert rows, question["text"]


def test_every_linked_file_exists() -> None:
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        if not path.startswith("/"):
            assert (ROOT / path).exists(), path
