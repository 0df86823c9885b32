"""The command that indexes the words of claims anew."""

from typing import Annotated

import typer
from sqlalchemy import URL

from api.cli.failures import CommandError
from api.cli.opening import DatabaseUrl, as_text, opened
from api.cli.output import AsJson, print_json, progress, say
from db.commands.search import highest_claim, is_indexed, rebuild_index
from db.engine.session import SessionFactory, write_transaction

NOTHING = "Say what to do: --rebuild indexes the words of all claims anew."

UNINDEXED = (
    "Searches would not find all claims, because not all of them are indexed: run "
    "`onrecord migrate`."
)


def search(
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Index the words of all claims anew.")
    ] = False,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Keep the index of words, by which claims are found.

    The index is kept up to date by every write. It is rebuilt in portions, while a
    server runs; what is right in it stays as it is.
    """
    if not rebuild:
        raise CommandError(NOTHING)
    with opened(database_url) as sessions:
        count = _rebuild(sessions)
    if as_json:
        print_json({"indexed": count})
    else:
        say(f"Indexed the words of {count:,} claims.")


def index_new_claims(url: URL) -> int:
    """Index all claims unless that was done by the rules of this version.

    Return how many claims there are to index.
    """
    with opened(as_text(url)) as sessions:
        with sessions() as session:
            if is_indexed(session):
                return 0
        return _rebuild(sessions)


def require_indexed(url: URL) -> None:
    """Refuse a database of which searches would not find all claims."""
    with opened(as_text(url)) as sessions, sessions() as session:
        if not is_indexed(session):
            raise CommandError(UNINDEXED)


def _rebuild(sessions: SessionFactory) -> int:
    """Index the claims, some in each transaction; return how many there are."""
    with write_transaction(sessions) as write:
        highest = highest_claim(write)
    count, below = 0, highest + 1
    with progress("claims", total=highest) as done:
        while True:
            with write_transaction(sessions) as write:
                found = rebuild_index(write, below=below)
            if not found:
                return count
            count, below = count + len(found), found[-1]
            done(highest - below + 1)
