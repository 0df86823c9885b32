"""The command that rebuilds or purges the full-text indexes."""

from typing import Annotated

import typer
from sqlalchemy import URL

from api.cli.failures import CommandError
from api.cli.opening import DatabaseUrl, as_text, opened
from api.cli.output import AsJson, print_json, progress, say
from db.commands.purging import purge
from db.commands.search import (
    PORTIONS,
    highest_id,
    is_indexed,
    mend_index,
    rebuild_index,
)
from db.commands.suggesting import are_names_indexed, rebuild_names
from db.engine.session import SessionFactory, write_transaction
from db.models.name_word import SUGGESTED
from db.search.docids import LAST_ID

NOTHING = (
    "Choose an action: --rebuild indexes the words of all records again, --purge "
    "removes redacted texts from the free space of the files."
)

UNINDEXED = (
    "Searches would not find all records, because not all of them are indexed: run "
    "`onrecord migrate`."
)


def search(
    *,
    rebuild: Annotated[
        bool,
        typer.Option(
            "--rebuild", help="Index the words of all records and names again."
        ),
    ] = False,
    purged: Annotated[
        bool,
        typer.Option(
            "--purge", help="Remove redacted texts from the free space of files."
        ),
    ] = False,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild or purge the indexes of searches and suggestions.

    Every write keeps the indexes up to date. A rebuild works in portions while a server
    runs, and keeps rows that are right. A purge rewrites the whole database, while
    requests wait.
    """
    if not (rebuild or purged):
        raise CommandError(NOTHING)
    with opened(database_url) as sessions:
        count = _rebuild(sessions) if rebuild else 0
        if purged:
            with sessions() as session:
                purge(session)
    if as_json:
        print_json({"indexed": count, "purged": purged})
        return
    if rebuild:
        say(f"Indexed the words of {count:,} records.")
    if purged:
        say("Rewrote the database: its files contain no redacted text.")


def index_new_records(url: URL) -> int:
    """Index all records and names, unless this version has already done so.

    Return the number of records to index.
    """
    with opened(as_text(url)) as sessions:
        with write_transaction(sessions) as write:
            if are_names_indexed(write) and is_indexed(write.session):
                return 0
        return _rebuild(sessions)


def require_indexed(url: URL) -> None:
    """Refuse a database in which searches would not find all records."""
    with opened(as_text(url)) as sessions, write_transaction(sessions) as write:
        if not (are_names_indexed(write) and is_indexed(write.session)):
            raise CommandError(UNINDEXED)


def _rebuild(sessions: SessionFactory) -> int:
    """Index the records of each kind; return their number."""
    count = sum(_rebuild_one(sessions, resource) for resource in PORTIONS)
    _rebuild_names(sessions)
    return count


def _rebuild_one(sessions: SessionFactory, resource: str) -> int:
    """Index the records of a kind, some per transaction; return their number."""
    with write_transaction(sessions) as write:
        mend_index(write, resource)
    with write_transaction(sessions) as write:
        highest = highest_id(write, resource)
    count, below = 0, highest + 1
    with progress(f"{resource}s", total=highest) as done:
        while True:
            with write_transaction(sessions) as write:
                found = rebuild_index(write, resource, below=below)
            if not found:
                return count
            count, below = count + len(found), found[-1]
            done(highest - below + 1)


def _rebuild_names(sessions: SessionFactory) -> None:
    """Index the names of records, some per transaction."""
    for resource in SUGGESTED:
        below = LAST_ID
        while True:
            with write_transaction(sessions) as write:
                found = rebuild_names(write, resource, below=below)
            if not found:
                break
            below = found[-1]
