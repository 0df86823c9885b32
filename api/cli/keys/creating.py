"""Creating API keys."""

from datetime import timedelta
from typing import Annotated, get_args

import typer
from sqlalchemy.exc import OperationalError

from api.cli.failures import CommandError
from api.cli.keys.roles import one_of
from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, remark, say
from api.serializers.keys import key_record
from api.serializers.values import Json
from db.commands.keys import make_analyst, make_key
from db.engine.session import Write, write_transaction
from db.models.analyst import LOCAL, AnalystKind
from db.reads.keys import read_key
from db.reads.within import read_within
from db.values.viewer import Role

LONGEST = 36_500  # days


def create(
    *,
    analyst: Annotated[
        str | None, typer.Option(help="The analyst by name; local by default.")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(help=f"Role of a new analyst: {', '.join(get_args(Role))}."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help=f"Kind of a new analyst: {', '.join(get_args(AnalystKind))}."
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=LONGEST, help="Days until it expires."),
    ] = None,
    note: Annotated[str | None, typer.Option(help="Purpose of the key.")] = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Create an API key, by default of an administrator, and show it only once."""
    named = {"kind": one_of(kind, AnalystKind), "role": one_of(role, Role)}
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
    remark(f"The key of {whose}. It is shown only once: nobody can read it again.")


def make_first_key() -> str | None:
    """Create a key of the local administrator; return None on a read-only database."""
    try:
        with opened(None) as sessions, write_transaction(sessions) as write:
            made = _made(write, LOCAL, days=None, note="made at the first start")
    except OperationalError:
        return None
    key: str = made["key"]
    return key


def _made(write: Write, analyst_id: int, *, days: int | None, note: str | None) -> Json:
    expires_at = write.now + timedelta(days=days) if days else None
    made, credential = make_key(write, analyst_id, note=note, expires_at=expires_at)
    row = read_within(write, read_key, made.id)
    return {**key_record(row), "key": str(credential)}
