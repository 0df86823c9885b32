"""The command that serves the record over HTTP."""

import asyncio
import os
from contextlib import suppress
from typing import Annotated

import typer
from sqlalchemy import URL

from api.cli.failures import CommandError
from api.cli.keys import is_any_key_live, make_first_key
from api.cli.opening import (
    DatabaseUrl,
    database,
    load_settings,
    reading,
    require_migrated,
)
from api.cli.output import AsJson, remark
from api.cli.search import require_indexed
from api.cli.serve.announcing import announce
from api.cli.serve.file_modes import warn_of_readers
from api.cli.serve.running import listen, run
from api.server.local_requests import is_loopback
from api.settings import Settings
from db.engine.reader import Reader
from db.queries.keys import list_keys
from db.queries.tags import list_tags
from db.values.viewer import LOCAL_VIEWER

NO_KEY = (
    "Other machines can reach this address, and there is no API key: create one with "
    "`onrecord key create --analyst NAME`, or allow reading public records without a "
    "key with ONRECORD_PUBLIC_READ=true."
)


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
    require_indexed(url)
    warn_of_readers(url)
    has_keys = asyncio.run(_check_database(url, settings))
    # Ctrl-C arrives here after the requests in flight are complete.
    with suppress(KeyboardInterrupt), listen(settings) as listening:
        key = None if has_keys else make_first_key()
        announce(settings, key, as_json=as_json)
        run(settings, listening)
    remark("Stopped.")


async def _check_database(url: URL, settings: Settings) -> bool:
    """Open as many connections as all server processes will, and run a query.

    Return whether any key exists, even a revoked one.
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
