"""Requests of one client, whose responses are complete or missing."""

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
    """The response to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body, which has to be JSON."""
        return json.loads(self.body)

    @property
    def is_success(self) -> bool:
        """Return whether the request succeeded."""
        return 200 <= self.status < 300

    @property
    def is_problem(self) -> bool:
        """Return whether it is a problem, as every rejection has to be."""
        return self.headers.get("content-type") == "application/problem+json"


class Client:
    """One connection to a server, opened again whenever it is lost."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def send(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> Answer | None:
        """Return the response, or None if it is missing or incomplete."""
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
        """Send a request, and disconnect after this many bytes of its response."""
        content, named = _encoded(body, headers)
        with suppress(OSError, HTTPException):
            self._connection.request(method, path, content, named)
            if after:
                self._connection.sock.recv(after)
            linger = (socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            self._connection.sock.setsockopt(*linger)
        self.close()

    def cut(self) -> None:
        """End the response that another thread waits for."""
        if self._connection.sock:
            with suppress(OSError):
                self._connection.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _encoded(
    body: Any, headers: Mapping[str, str]
) -> tuple[bytes | None, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()} | shown()
    if body is None:
        return None, named
    return json.dumps(body).encode(), named | {"content-type": "application/json"}
