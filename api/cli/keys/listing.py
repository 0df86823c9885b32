"""Listing API keys."""

from collections.abc import Iterator
from typing import Any

from rich.table import Column, Table

from api.cli.opening import DatabaseUrl, read
from api.cli.output import AsJson, cell, print_json, say_all
from api.serializers.keys import key_record
from api.serializers.values import Json
from db.engine.reader import Reader
from db.engine.rows import StoredInstant
from db.queries.keys import KeyRow, find_any_key
from db.reads.keys import list_keys_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.values import clock
from db.values.types import to_datetime
from db.values.viewer import LOCAL_VIEWER

PAGE = 1000
COLUMNS = ("prefix", "analyst", "role", "ends", "last used", "note")


async def is_any_key_live(reader: Reader) -> bool:
    """Return whether any key is valid now."""
    rows = await reader.rows(find_any_key(viewer=LOCAL_VIEWER))
    return any(_is_to_come(row.expires_at) for row in rows)


async def live_keys(reader: Reader) -> list[KeyRow]:
    """Return the keys that are valid now."""
    keys = await _keys(reader)
    return [one for one in keys if not one.revoked_at and _is_to_come(one.expires_at)]


def _is_to_come(end: StoredInstant | None) -> bool:
    """Return whether a key with this expiry is still valid."""
    return end is None or to_datetime(end) > clock.now()


def list_all(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """List all keys, including expired and revoked ones."""
    keys = [key_record(row) for row in read(database_url, _keys)]
    if as_json:
        print_json(keys)
        return
    table = Table(*(Column(name, no_wrap=name == "prefix") for name in COLUMNS))
    for key in keys:
        table.add_row(*map(cell, _shown(key)))
    say_all(table)


def _shown(key: Json) -> Iterator[str]:
    """Yield the cells of a key in the table."""
    yield key["prefix"]
    yield key["analyst"]["name"]
    yield key["analyst"]["role"]
    yield _end(key)
    yield _day(key["last_used_at"]) or "never"
    yield key["note"] or ""


def _end(key: Json) -> str:
    """Return when a key ended or will end."""
    if key["revoked_at"]:
        return f"revoked {_day(key['revoked_at'])}"
    return _day(key["expires_at"]) or "never"


async def _keys(reader: Reader) -> list[KeyRow]:
    reading = Reading(reader, LOCAL_VIEWER)
    page = await list_keys_page(reading, PageQuery(PAGE))
    found = list(page.rows)
    while page.next_key:
        page = await list_keys_page(reading, PageQuery(PAGE, page.next_key))
        found += page.rows
    return found


def _day(instant: Any) -> str:  # noqa: ANN401 - text, a datetime or nothing
    return "" if instant is None else to_datetime(instant).date().isoformat()
