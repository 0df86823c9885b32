"""The history of an API key."""

from functools import partial

from rich.table import Column, Table

from api.cli.keys.naming import Prefix, bare, the_key
from api.cli.opening import DatabaseUrl, read
from api.cli.output import AsJson, cell, print_json, say_all
from api.serializers.keys import key_event
from api.serializers.values import Json
from db.engine.reader import Reader
from db.queries.keys import find_key
from db.reads.keys import list_key_events_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.values.types import to_datetime
from db.values.viewer import LOCAL_VIEWER

SHOWN = 1000  # entries; a key has a few
COLUMNS = ("at", "action", "by", "role before", "role")


def history(
    prefix: Prefix, *, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """List who created and revoked a key, and changed its analyst's role."""
    events = read(database_url, partial(_events, prefix=bare(prefix)))
    if as_json:
        print_json(events)
        return
    table = Table(*(Column(name, no_wrap=name == "at") for name in COLUMNS))
    for event in events:
        at = to_datetime(event["at"]).isoformat(timespec="seconds")
        roles = (event["former_role"] or "", event["role"] or "")
        row = (at, event["action"], event["analyst"]["name"], *roles)
        table.add_row(*map(cell, row))
    say_all(table)


async def _events(reader: Reader, *, prefix: str) -> list[Json]:
    reading = Reading(reader, LOCAL_VIEWER)
    key_id = the_key(await reading.rows(find_key, {"prefix": prefix}))
    page = await list_key_events_page(reading, PageQuery(SHOWN), key_id=key_id)
    return [key_event(row) for row in page.rows]
