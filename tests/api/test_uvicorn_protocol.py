"""The overridden and used names of uvicorn and uvloop exist in installed versions.

What the overrides do is tested over real connections, in ``tests/api/cli``.
"""

import inspect
from typing import Any

import pytest
import uvloop
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.server.accept_loop import AcceptLoop
from api.server.uvicorn_protocol import SheddingProtocol


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: no record is read here."""


def own_methods(subclass: type) -> dict[str, Any]:
    """Return the methods that a class defines itself."""
    return {
        name: value
        for name, value in vars(subclass).items()
        if inspect.isfunction(value)
    }


def parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


class TestSheddingProtocol:
    def test_adds_only_six_methods_to_those_of_uvicorn(self) -> None:
        methods = own_methods(SheddingProtocol)

        added = {name for name in methods if not hasattr(HttpToolsProtocol, name)}

        assert added == {
            "_check_once_more",
            "_close",
            "_expect_headers",
            "_reject",
            "_resume",
            "_stop_expecting",
        }

    @pytest.mark.parametrize(
        "name",
        [
            "connection_made",
            "connection_lost",
            "data_received",
            "pause_writing",
            "resume_writing",
            "on_message_begin",
            "on_header",
            "on_headers_complete",
            "_unsupported_upgrade_warning",
            "_start_asgi_task",
        ],
    )
    def test_overridden_methods_have_the_parameters_of_uvicorn(self, name: str) -> None:
        overridden = getattr(HttpToolsProtocol, name)

        assert parameters(getattr(SheddingProtocol, name)) == parameters(overridden)

    @pytest.mark.parametrize(
        "name",
        ["transport", "app_state", "on_response_complete", "cycle", "loop", "parser"],
    )
    def test_the_attributes_it_uses_exist_in_its_base_class(self, name: str) -> None:
        source = inspect.getsource(HttpToolsProtocol)

        assert f"self.{name}" in source

    @pytest.mark.parametrize(
        "name",
        [
            "scope",
            "default_headers",
            "keep_alive",
            "response_started",
            "response_complete",
            "disconnected",
        ],
    )
    def test_the_attributes_it_uses_exist_in_the_request_cycle(self, name: str) -> None:
        source = inspect.getsource(RequestResponseCycle)

        assert f"self.{name}" in source

    def test_overrides_the_only_place_where_requests_start(self) -> None:
        everywhere = inspect.getsource(HttpToolsProtocol).count("run_asgi")
        start = vars(HttpToolsProtocol)["_start_asgi_task"]
        here = inspect.getsource(start).count("run_asgi")

        assert everywhere == here > 0

    def test_writes_status_lines_as_uvicorn_does(self) -> None:
        assert STATUS_LINE[503] == b"HTTP/1.1 503 Service Unavailable\r\n"


class TestAcceptLoop:
    def test_the_methods_it_overrides_and_uses_exist_in_uvloop(self) -> None:
        assert own_methods(AcceptLoop).keys() == {"create_server"}
        for name in ("create_server", "connect_accepted_socket", "add_reader"):
            assert hasattr(uvloop.Loop, name), name
