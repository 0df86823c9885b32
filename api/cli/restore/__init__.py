"""The command that restores a backup into an empty database."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL

from api.cli.backup import postgresql, sqlite
from api.cli.backup.new_files import complete_file
from api.cli.keys import live_keys
from api.cli.opening import DatabaseUrl, database, is_sqlite, reading
from api.cli.output import AsJson
from api.cli.restore.refusals import migration_of, refuse_filled
from api.cli.restore.reporting import Checked, report
from api.cli.verify import find_violations
from api.serializers.keys import key_record
from db.engine.reader import Reader

Source = Annotated[
    Path,
    typer.Argument(
        metavar="SOURCE",
        help="A file that `onrecord backup` made.",
        exists=True,
        dir_okay=False,
        readable=True,
        show_default=False,
    ),
]


def restore(
    source: Source, *, database_url: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Restore a backup into an empty database, check it, and list its live keys."""
    url = database(database_url)
    refuse_filled(url)
    found = migration_of(source, url)
    _copy(source, url)
    is_current = found.current == found.head
    checked = asyncio.run(reading(url, _check)) if is_current else None
    report(url, found, checked, as_json=as_json)
    if checked and checked.violations:
        raise typer.Exit(1)


def _copy(source: Path, url: URL) -> None:
    if not is_sqlite(url):
        postgresql.restore(url, source)
        return
    target = Path(url.database or "")
    target.parent.mkdir(parents=True, exist_ok=True)
    with complete_file(target) as file:
        sqlite.copy(source, file)


async def _check(reader: Reader) -> Checked:
    keys = [key_record(row) for row in await live_keys(reader)]
    return Checked(await find_violations(reader), keys)
