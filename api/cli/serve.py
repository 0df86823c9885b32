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
from api.cli.protocol import BoundedProtocol
from api.server.callers import is_loopback
from api.server.metrics import FOLDER
from api.settings import PREFIX, TITLE, VERSION, Settings
from db.engine.reader import Reader
from db.queries.keys import list_keys
from db.queries.tags import list_tags
from db.values.viewer import LOCAL_VIEWER

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - recognised, not used
NO_KEY = (
    "Others could reach this address, and no key is there to tell who may: make one "
    "with `onrecord key create`, or let anybody read what is public with "
    "ONRECORD_PUBLIC_READ=true."
)
GRACE = 10  # seconds for requests under way when the server ends
START = 60  # seconds for a process to answer its parent: many that start are slow


class Supervisor(Multiprocess):
    """Server processes that Ctrl-C reaches through their parent alone."""

    def init_processes(self) -> None:
        """Start the processes with Ctrl-C blocked, as they inherit it."""
        ensure_running()  # or it starts in between, and unblocks the signal
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
    # The server processes read the settings for themselves.
    for name, value in given.items():
        if value is not None:
            os.environ[f"ONRECORD_{name.upper()}"] = str(value)
    settings = load_settings()
    url = database(None)
    require_migrated(url)
    has_keys = asyncio.run(_rehearse(url, settings))
    # Ctrl-C, after what was under way has been answered.
    with suppress(KeyboardInterrupt), _listen(settings) as listening:
        key = None if has_keys else make_first_key()
        _announce(settings, key, as_json=as_json)
        _run(settings, listening)
    remark("Stopped.")


async def _rehearse(url: URL, settings: Settings) -> bool:
    """Open what all server processes will hold, and read something, as /readyz does.

    Return whether there is or was a key.
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
    """Take the port before anything is said about it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    address = (settings.host, settings.port)
    try:
        listening = socket.create_server(address, family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (")[0]
        message = (
            f"The server cannot listen on {settings.host} port {settings.port}: "
            f"{reason}. Choose another port with --port, or address with --host, or "
            "end the program that has it."
        )
        raise CommandError(message) from error
    listening.set_inheritable(True)
    return listening


def _announce(settings: Settings, key: str | None, *, as_json: bool) -> None:
    host = EVERYWHERE.get(settings.host, settings.host)
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
    """Serve until a signal ends it; raise ``CommandError`` if it cannot start."""
    config = Config(
        "api.app:from_environment",
        factory=True,
        loop="api.cli.accepting:AcceptingLoop",
        http=BoundedProtocol,
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
            os.environ[FOLDER] = folder  # where the processes add up what they count
            supervisor = Supervisor(config, [listening])
            supervisor.run()
    except SystemExit as error:
        raise CommandError(message) from error
    if STARTUP_FAILURE in {process.exitcode for process in supervisor.processes}:
        raise CommandError(message)
