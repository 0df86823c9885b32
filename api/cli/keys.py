"""Commands for API keys: create, list and revoke them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, get_args

import typer
from rich.table import Column, Table
from sqlalchemy.exc import OperationalError

from api.cli.failures import CommandError
from api.cli.opening import DatabaseUrl, opened, read
from api.cli.output import AsJson, cell, print_json, remark, say, say_all
from api.serializers.keys import key_record
from api.serializers.values import Json
from db.commands.keys import give_role, make_analyst, make_key, revoke_key
from db.engine.reader import Reader
from db.engine.session import Write, write_transaction
from db.models.analyst import LOCAL, AnalystKind
from db.queries.keys import KeyRow, find_any_key, find_key
from db.reads.keys import list_keys_page, read_key
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.within import read_within
from db.values.types import moment
from db.values.viewer import LOCAL_VIEWER, Role

PAGE = 1000
COLUMNS = ("prefix", "analyst", "role", "ends", "last used", "note")
LONGEST = 36_500  # days
Prefix = Annotated[
    str, typer.Argument(help="The 12 digits after onr_, as `key list` shows them.")
]


def create(
    *,
    analyst: Annotated[
        str | None, typer.Option(help="The analyst by name; local by default.")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(help=f"Of a new analyst: {', '.join(get_args(Role))}."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(help=f"Of a new analyst: {', '.join(get_args(AnalystKind))}."),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=LONGEST, help="Days until it expires."),
    ] = None,
    note: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Create an API key, of an administrator by default, and show it this once."""
    named = {"kind": _one_of(kind, AnalystKind), "role": _one_of(role, Role)}
    if analyst is None and any(named.values()):
        message = "Name the analyst whose kind or role this is, with --analyst."
        raise CommandError(message)
    with opened(database_url) as sessions, write_transaction(sessions) as write:
        holder = make_analyst(write, analyst, **named).id if analyst else LOCAL
        key = _made(write, holder, days=days, note=note)
    if as_json:
        print_json(key)
        return
    say(key["key"])
    whose = f"{key['analyst']['name']} ({key['analyst']['role']})"
    remark(f"The key of {whose}. It is shown this once: nobody can read it again.")


def make_first_key() -> str | None:
    """Create a key of the local administrator; return None on a read-only database."""
    try:
        with opened(None) as sessions, write_transaction(sessions) as write:
            made = _made(write, LOCAL, days=None, note="made at the first start")
    except OperationalError:
        return None
    key: str = made["key"]
    return key


async def is_any_key_live(reader: Reader) -> bool:
    """Return whether any key is valid now."""
    rows = await reader.rows(find_any_key(viewer=LOCAL_VIEWER))
    ends = [row.expires_at for row in rows]
    return any(end is None or moment(end) > datetime.now(UTC) for end in ends)


def _made(write: Write, analyst_id: int, *, days: int | None, note: str | None) -> Json:
    expires_at = write.now + timedelta(days=days) if days else None
    made, credential = make_key(write, analyst_id, note=note, expires_at=expires_at)
    row = read_within(write, lambda reading: read_key(reading, made.id))
    return {**key_record(row), "key": str(credential)}


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
    """Yield what the columns of the table show of a key."""
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


def revoke(
    prefix: Prefix, *, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Revoke a key, at once."""
    given = prefix.removeprefix("onr_").partition("_")[0]
    with opened(database_url) as sessions, write_transaction(sessions) as write:
        found = write.rows(find_key(viewer=write.viewer), prefix=given)
        if not found:
            message = "No key has this prefix: `onrecord key list` shows the prefixes."
            raise CommandError(message)
        revoke_key(write, found[0].id)
        row = read_within(write, lambda reading: read_key(reading, found[0].id))
    if as_json:
        print_json(key_record(row))
        return
    say(f"The key {row.prefix} of {row.analyst_name} opens nothing any more.")


def give_role_to(
    analyst: Annotated[str, typer.Argument(help="The analyst by name.")],
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(get_args(Role))}.")],
    *,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Change the role of an analyst, at once and for every key."""
    wanted: Role = _one_of(role, Role)
    with opened(database_url) as sessions, write_transaction(sessions) as write:
        found = give_role(write, analyst, wanted)
    if as_json:
        print_json(
            {"id": found.id, "name": found.name, "kind": found.kind, "role": found.role}
        )
        return
    say(f"{found.name} is {found.role} from now on.")


async def _keys(reader: Reader) -> list[KeyRow]:
    reading = Reading(reader, LOCAL_VIEWER)
    page = await list_keys_page(reading, PageQuery(PAGE))
    found = list(page.rows)
    while page.next_key:
        page = await list_keys_page(reading, PageQuery(PAGE, page.next_key))
        found += page.rows
    return found


def _one_of(given: str | None, values: Any) -> Any:  # noqa: ANN401 - a Literal and one of it
    known = get_args(values)
    if given is not None and given not in known:
        message = f"{given} is none of {', '.join(known)}."
        raise CommandError(message)
    return given


def _day(instant: Any) -> str:  # noqa: ANN401 - text, a datetime or nothing
    return "" if instant is None else moment(instant).date().isoformat()
