"""The output of the command when it begins to serve."""

import sys

from api import VERSION
from api.cli.opening import database, label
from api.cli.output import print_json, remark, say
from api.settings import PREFIX, TITLE, Settings

ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound


def announce(settings: Settings, key: str | None, *, as_json: bool) -> None:
    """Print where the server listens, and the first key if it was just created."""
    root = _root(settings)
    found = {
        "desk": f"{root}/",
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
    say(f"  desk           {found['desk']}")
    say(f"  documentation  {found['docs']}")
    say(f"  for example    {found['example']}")
    if key:
        say(f"  key            {key}")
        say(
            "To write, send it as `Authorization: Bearer onr_…`. It is shown only once."
        )
    remark("Press Ctrl-C to stop.")


def _root(settings: Settings) -> str:
    """Return a URL at which a browser on this machine reaches the server."""
    host = ALL_ADDRESSES.get(settings.host, settings.host)
    host = f"[{host}]" if ":" in host and "[" not in host else host
    return f"http://{host}:{settings.port}"
