"""Revoking API keys."""

from typing import Annotated

import typer

from api.cli.failures import CommandError
from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, say
from api.serializers.keys import key_record
from db.commands.keys import revoke_key
from db.engine.session import write_transaction
from db.queries.keys import find_key
from db.reads.keys import read_key
from db.reads.within import read_within

Prefix = Annotated[
    str, typer.Argument(help="The 12 digits after onr_, as `key list` shows them.")
]


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
        row = read_within(write, read_key, found[0].id)
    if as_json:
        print_json(key_record(row))
        return
    say(f"The key {row.prefix} of {row.analyst_name} opens nothing any more.")
