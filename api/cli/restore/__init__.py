"""The command that restores a backup into an empty database."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL

from api.cli.backup import postgresql, sqlite
from api.cli.keys import live_keys
from api.cli.new_files import complete_file
from api.cli.opening import (
    DatabaseUrl,
    as_text,
    database,
    is_sqlite,
    opened,
    reading,
)
from api.cli.output import AsJson
from api.cli.redactions.lists import Redactions, list_path, load
from api.cli.redactions.reapplying import Reapplied, reapply
from api.cli.restore.refusals import migration_of, refuse_filled
from api.cli.restore.reporting import Checked, Restored, report
from api.cli.verify import damaged_indexes, find_violations
from api.serializers.keys import key_record
from db.engine.reader import Reader

Source = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE",
        help="A file from `onrecord backup`.",
        exists=True,
        dir_okay=False,
        readable=True,
        show_default=False,
    ),
]


def restore(
    source: Source,
    *,
    redactions: Annotated[
        Path | None,
        typer.Option(
            metavar="LIST",
            help="The list of redactions to repeat; by default SOURCE.redactions.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Restore a backup into an empty database, check it, and list its live keys.

    The actions in the list of `onrecord redactions` are repeated.
    """
    url = database(database_url)
    refuse_filled(url)
    found = migration_of(source, url)
    listed = redactions or _beside(source)
    given = load(listed) if listed else None
    _copy(source, url)
    is_current = found.current == found.head
    again = _reapply(url, given) if given and is_current else None
    checked = _checked(url) if is_current else None
    report(url, found, Restored(listed, again, checked), as_json=as_json)
    if checked and checked.violations:
        raise typer.Exit(1)


def _beside(source: Path) -> Path | None:
    listed = list_path(source)
    return listed if listed.exists() else None


def _reapply(url: URL, given: Redactions) -> Reapplied:
    with opened(as_text(url)) as sessions:
        return reapply(sessions, given)


def _copy(source: Path, url: URL) -> None:
    if not is_sqlite(url):
        postgresql.restore(url, source)
        return
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    with complete_file(target) as file:
        sqlite.copy(source, file)


def _checked(url: URL) -> Checked:
    checked = asyncio.run(reading(url, _check))
    violations = [*checked.violations, *damaged_indexes(url)]
    return Checked(violations, checked.keys)


async def _check(reader: Reader) -> Checked:
    keys = [key_record(row) for row in await live_keys(reader)]
    return Checked(await find_violations(reader), keys)
