"""Revoking API keys."""

from api.cli.keys.naming import Prefix, bare, the_key
from api.cli.opening import DatabaseUrl, opened
from api.cli.output import AsJson, print_json, say
from api.serializers.keys import key_record
from db.commands.keys import revoke_key
from db.engine.session import write_transaction
from db.queries.keys import find_key
from db.reads.keys import read_key
from db.reads.within import read_within


def revoke(
    prefix: Prefix, *, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Revoke a key, at once."""
    with opened(database_url) as sessions, write_transaction(sessions) as write:
        key_id = the_key(write.rows(find_key(viewer=write.viewer), prefix=bare(prefix)))
        revoke_key(write, key_id)
        row = read_within(write, read_key, key_id)
    if as_json:
        print_json(key_record(row))
        return
    say(f"The key {row.prefix} of {row.analyst_name} opens nothing any more.")
