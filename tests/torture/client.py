"""Requests of one client, whose answers come whole or not at all."""

import json
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

from tests.keys import shown

PATIENCE = 60  # seconds for an answer
ABORT = struct.pack("ii", 1, 0)  # close at once, and tell the other side with a reset


@dataclass(frozen=True)
class Answer:
    """What a request was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body, which has to be JSON."""
        return json.loads(self.body)

    @property
    def is_success(self) -> bool:
        """Return whether what was asked for is done."""
        return 200 <= self.status < 300

    @property
    def is_problem(self) -> bool:
        """Return whether it says what is wrong, as every refusal has to."""
        return self.headers.get("content-type") == "application/problem+json"


class Client:
    """One connection to a server, made anew whenever it is lost."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def send(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> Answer | None:
        """Return the answer, or nothing if there is none or not all of it."""
        content, named = _encoded(body, headers)
        try:
            self._connection.request(method, path, content, named)
            answer = self._connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        except (OSError, HTTPException):
            self.close()
            return None

    def leave(
        self, method: str, path: str, body: Any, after: int, **headers: str
    ) -> None:
        """Send a request, and hang up after so many bytes of its answer."""
        content, named = _encoded(body, headers)
        with suppress(OSError, HTTPException):
            self._connection.request(method, path, content, named)
            if after:
                self._connection.sock.recv(after)
            linger = (socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            self._connection.sock.setsockopt(*linger)
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _encoded(
    body: Any, headers: Mapping[str, str]
) -> tuple[bytes | None, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()} | shown()
    if body is None:
        return None, named
    return json.dumps(body).encode(), named | {"content-type": "application/json"}
