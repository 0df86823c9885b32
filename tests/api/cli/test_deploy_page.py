"""docs/deploy.md: its files are valid, and its proxies work as described."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.api.cli.running import (
    PATIENCE,
    ROOT,
    Onrecord,
    Server,
    environment,
    free_port,
)

PAGE = (ROOT / "docs/deploy.md").read_text("utf-8")
CLIENT = "127.0.0.9"  # another address of this machine, for clients of the proxy
SETTINGS = "ONRECORD_TRUSTED_PROXIES=127.0.0.1\nONRECORD_LOG_CLIENTS=true\n"
MEGABYTE = 1024 * 1024
NGINX = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""
CADDY = "{{\n\tadmin off\n\tauto_https off\n}}\n{site}"

pytestmark = pytest.mark.slow


class Answer(NamedTuple):
    """A response through a proxy."""

    status: int
    headers: HTTPResponse
    body: bytes


class Proxy(NamedTuple):
    """A proxy in front of a server."""

    port: int
    server: Server
    key: str

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> Answer:
        """Send a request from another address than the proxy has."""
        connection = HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, source_address=(CLIENT, 0)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": "localhost", **named})
        response = connection.getresponse()
        answer = Answer(response.status, response, response.read())
        connection.close()
        return answer

    def post(self, body: bytes) -> Answer:
        """Send an article."""
        bearer, kind = f"Bearer {self.key}", "application/json"
        path = "/api/v1/articles"
        return self.request("POST", path, body, Authorization=bearer, Content_Type=kind)


def snippet(language: str) -> str:
    """Return the only file of the page in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


def tool(name: str) -> str:
    """Return the path of a program, which few machines of developers have."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def nginx(folder: Path, *, port: int, upstream: int) -> list[str]:
    """Write the site of the page without TLS; return the command that serves it."""
    site = re.sub(r"\n *ssl_certificate.*", "", snippet("nginx"))
    site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    site = site.replace("server_name record.example.org", "server_name localhost")
    file = folder / "nginx.conf"
    # As root it would start workers of another user, who may not write there.
    user = "user root;" if os.getuid() == 0 else ""
    file.write_text(NGINX.format(folder=folder, site=site, user=user))
    return [tool("nginx"), "-e", f"{folder}/error.log", "-c", str(file)]


def caddy(folder: Path, *, port: int, upstream: int) -> list[str]:
    """Write the site of the page without TLS; return the command that serves it."""
    site = snippet("caddyfile").replace(
        "record.example.org", f"http://localhost:{port}"
    )
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    file = folder / "Caddyfile"
    file.write_text(CADDY.format(site=site))
    return [tool("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]


PROXIES = {"nginx": nginx, "caddy": caddy}


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    variables = environment(HOME=str(folder), XDG_DATA_HOME=str(folder))
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen(command, env=variables, stdout=log, stderr=log)
        try:
            wait_for(port, process)
            yield
        finally:
            process.terminate()  # nginx then ends its workers
            process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the proxy does not start")


@pytest.fixture(scope="module", params=PROXIES)
def proxy(
    request: pytest.FixtureRequest,
    shipped: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Proxy]:
    tool(request.param)
    folder = tmp_path_factory.mktemp("proxied")
    shutil.copy(shipped, folder / "onrecord.db")
    (folder / "onrecord.env").write_text(SETTINGS)
    port = free_port()
    onrecord = Onrecord(f"sqlite:///{folder}/onrecord.db")
    key = onrecord.json("key", "create", "--analyst", "desk")["key"]
    with onrecord.forked(cwd=folder) as server:
        server.get("/healthz")
        command = PROXIES[request.param](folder, port=port, upstream=server.port)
        with running(command, folder, port):
            yield Proxy(port, server, key)


class TestProxies:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"X_Forwarded_For": "127.0.0.1"},
            {"Forwarded": "for=127.0.0.1", "X_Real_IP": "127.0.0.1"},
        ],
    )
    def test_requests_through_a_proxy_are_not_local(
        self, proxy: Proxy, headers: dict[str, str]
    ) -> None:
        answer = proxy.request("GET", "/api/v1/claims", None, **headers)

        assert answer.status == 401
        assert json.loads(answer.body)["type"] == "/problems/unauthorized"

    def test_pass_requests_up_to_the_limits_of_onrecord(self, proxy: Proxy) -> None:
        address = proxy.request("GET", "/healthz?x=" + 30_000 * "a")
        headers = proxy.request("GET", "/healthz", None, X_Long=20_000 * "a")
        body = proxy.post(19 * MEGABYTE * b" ")

        assert (address.status, headers.status) == (200, 200)
        assert (body.status, "JSON" in body.body.decode()) == (400, True)
        assert address.headers.getheader("Strict-Transport-Security")

    def test_reject_larger_bodies(self, proxy: Proxy) -> None:
        assert proxy.post(21 * MEGABYTE * b" ").status == 413

    def test_do_not_expose_metrics(self, proxy: Proxy) -> None:
        assert proxy.request("GET", "/metrics").status == 404

    def test_replace_a_forged_client_address(self, proxy: Proxy) -> None:
        proxy.request("GET", "/api/v1/tags", None, X_Forwarded_For="203.0.113.9")

        ended = proxy.server.end()

        clients = {one["client"] for one in ended.log if one["event"] == "request"}
        assert CLIENT in clients
        assert "203.0.113.9" not in clients


class TestFiles:
    def test_the_systemd_unit_is_valid(self, tmp_path: Path) -> None:
        onrecord = Path(sys.executable).with_name("onrecord")
        unit = snippet("ini").replace("/opt/onrecord/.venv/bin/onrecord", str(onrecord))
        file = tmp_path / "onrecord.service"
        file.write_text(unit)

        verified = subprocess.run(
            [tool("systemd-analyze"), "verify", "--man=no", str(file)],
            capture_output=True,
            text=True,
            check=False,
        )

        assert (verified.returncode, verified.stderr) == (0, "")

    def test_the_container_has_every_needed_package(self, tmp_path: Path) -> None:
        copied = re.findall(r"^COPY (\w+) \1$", snippet("dockerfile"), re.MULTILINE)
        for folder in copied:
            shutil.copytree(ROOT / folder, tmp_path / "code" / folder)
        url = f"sqlite:///{tmp_path}/onrecord.db"
        variables = environment(ONRECORD_DATABASE_URL=url)
        variables = {**variables, "PYTHONPATH": str(tmp_path / "code")}

        for command in ("migrate", "seed", "verify"):
            ran = subprocess.run(
                [sys.executable, "-m", "api.cli", command],
                env=variables,
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )
            assert (ran.returncode, ran.stderr) == (0, "")
