"""The command that serves the record over HTTP."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.resource_tracker import ensure_running
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlalchemy import URL
from uvicorn import Config, Server
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from api.cli.failures import CommandError
from api.cli.keys import is_any_key_live, make_first_key
from api.cli.opening import (
    DatabaseUrl,
    database,
    label,
    load_settings,
    reading,
    require_migrated,
)
from api.cli.output import AsJson, print_json, remark, say
from api.server.local_requests import is_loopback
from api.server.metrics import FOLDER
from api.server.uvicorn_protocol import SheddingProtocol
from api.settings import PREFIX, TITLE, VERSION, Settings
from db.engine.reader import Reader
from db.queries.keys import list_keys
from db.queries.tags import list_tags
from db.values.viewer import LOCAL_VIEWER

ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound
NO_KEY = (
    "Other machines can reach this address, and there is no API key: create one with "
    "`onrecord key create --analyst NAME`, or allow reading public records without a "
    "key with ONRECORD_PUBLIC_READ=true."
)
GRACE = 10  # seconds for requests in flight when the server stops
START = 60  # seconds for a process to answer its parent: many start slowly


class Supervisor(Multiprocess):
    """Server processes that receive Ctrl-C from their parent only."""

    def init_processes(self) -> None:
        """Start the processes with Ctrl-C blocked, which they inherit."""
        ensure_running()  # it would start in between, and unblock the signal
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        super().init_processes()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="The port to listen on.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many server processes.")
    ] = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Serve the record over HTTP until Ctrl-C."""
    given = {
        "host": host,
        "port": port,
        "workers": workers,
        "database_url": database_url,
    }
    # Each server process reads the settings from the environment.
    for name, value in given.items():
        if value is not None:
            os.environ[f"ONRECORD_{name.upper()}"] = str(value)
    settings = load_settings()
    url = database(None)
    require_migrated(url)
    has_keys = asyncio.run(_check_database(url, settings))
    # Ctrl-C arrives here after the requests in flight are complete.
    with suppress(KeyboardInterrupt), _listen(settings) as listening:
        key = None if has_keys else make_first_key()
        _announce(settings, key, as_json=as_json)
        _run(settings, listening)
    remark("Stopped.")


async def _check_database(url: URL, settings: Settings) -> bool:
    """Open as many connections as all server processes will, and run a query.

    Return whether any key exists, even if revoked.
    """
    together = asyncio.Barrier(settings.workers)
    needs_key = not (settings.public_read or is_loopback(settings.host))

    async def look(reader: Reader) -> bool:
        if needs_key and not await is_any_key_live(reader):
            raise CommandError(NO_KEY)
        await reader.rows(list_tags(limit=1, viewer=LOCAL_VIEWER))
        await together.wait()
        return bool(await reader.rows(list_keys(limit=1, viewer=LOCAL_VIEWER)))

    connections = settings.database_connections
    found = await asyncio.gather(
        *(reading(url, look, connections=connections) for _ in range(settings.workers))
    )
    return any(found)


def _listen(settings: Settings) -> socket.socket:
    """Bind the port before it is announced."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    address = (settings.host, settings.port)
    try:
        listening = socket.create_server(address, family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        message = (
            f"The server cannot listen on {settings.host} port {settings.port}: "
            f"{reason}. Choose another port with --port, or address with --host, or "
            "stop the program that uses it."
        )
        raise CommandError(message) from error
    listening.set_inheritable(True)
    return listening


def _announce(settings: Settings, key: str | None, *, as_json: bool) -> None:
    host = ALL_ADDRESSES.get(settings.host, settings.host)
    host = f"[{host}]" if ":" in host and "[" not in host else host
    root = f"http://{host}:{settings.port}"
    found = {
        "docs": f"{root}/docs",
        "example": f"{root}{PREFIX}/claims",
        "database": label(database(None)),
        "key": key,
    }
    if as_json:
        print_json(found)
        sys.stdout.flush()
        return
    say(f"{TITLE} {VERSION} serves {found['database']}")
    say(f"  documentation  {found['docs']}")
    say(f"  for example    {found['example']}")
    if key:
        say(f"  key            {key}")
        say(
            "To write, send it as `Authorization: Bearer onr_…`. It is shown this once."
        )
    remark("Press Ctrl-C to stop.")


def _run(settings: Settings, listening: socket.socket) -> None:
    """Serve until a signal; raise ``CommandError`` if the server cannot start."""
    config = Config(
        "api.app:from_environment",
        factory=True,
        loop="api.server.accept_loop:AcceptLoop",
        http=SheddingProtocol,
        access_log=False,
        server_header=False,
        log_config=None,
        log_level="warning",
        workers=settings.workers,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=START,
    )
    message = "The server could not start; what is printed above says why."
    try:
        if settings.workers == 1:
            Server(config).run([listening])
            return
        with TemporaryDirectory(prefix="onrecord-counts-") as folder:
            os.environ[FOLDER] = folder  # where the processes write their metrics
            supervisor = Supervisor(config, [listening])
            supervisor.run()
    except SystemExit as error:
        raise CommandError(message) from error
    if STARTUP_FAILURE in {process.exitcode for process in supervisor.processes}:
        raise CommandError(message)
