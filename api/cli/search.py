"""The command that indexes the words of claims anew."""

from typing import Annotated

import typer
from sqlalchemy import URL

from api.cli.failures import CommandError
from api.cli.opening import DatabaseUrl, as_text, opened
from api.cli.output import AsJson, print_json, progress, say
from db.commands.search import highest_claim, is_indexed, rebuild_index
from db.commands.suggesting import are_names_indexed, rebuild_names
from db.engine.session import SessionFactory, write_transaction
from db.models.name_word import SUGGESTED
from db.search.docids import LAST_ID

NOTHING = "Say what to do: --rebuild indexes the words of all claims anew."

UNINDEXED = (
    "Searches would not find all records, because not all of them are indexed: run "
    "`onrecord migrate`."
)


def search(
    *,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Index the words of claims and names anew."),
    ] = False,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Keep the index of words, by which claims are found and names suggested.

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
    """Index all claims and names unless that was done by the rules of this version.

    Return how many claims there are to index.
    """
    with opened(as_text(url)) as sessions:
        with write_transaction(sessions) as write:
            if are_names_indexed(write) and is_indexed(write.session):
                return 0
        return _rebuild(sessions)


def require_indexed(url: URL) -> None:
    """Refuse a database of which searches would not find all claims."""
    with opened(as_text(url)) as sessions, write_transaction(sessions) as write:
        if not (are_names_indexed(write) and is_indexed(write.session)):
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
                _rebuild_names(sessions)
                return count
            count, below = count + len(found), found[-1]
            done(highest - below + 1)


def _rebuild_names(sessions: SessionFactory) -> None:
    """Index the names of records, some in each transaction."""
    for resource in SUGGESTED:
        below = LAST_ID
        while True:
            with write_transaction(sessions) as write:
                found = rebuild_names(write, resource, below=below)
            if not found:
                break
            below = found[-1]
