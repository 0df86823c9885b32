"""Commands that create a database: migrate, seed, generate."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError as AlembicError
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from api.cli.failures import CommandError, advising
from api.cli.failures.advice import first_line
from api.cli.opening import (
    DatabaseUrl,
    as_text,
    database,
    is_sqlite,
    label,
    opened,
    refuse_unknown,
    require_migrated,
    schema,
)
from api.cli.output import AsJson, print_json, progress, say
from api.cli.search import index_new_records
from db.engine.migrations import MIGRATIONS
from seeds.generate import generate as generate_record
from seeds.load import load_seeds

REKEY = (
    "Run `onrecord rekey`, too: it recomputes the keys by which addresses and texts of "
    "stored articles are compared."
)


def migrate(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Bring the tables of a database up to date; create its file if it is missing."""
    url = database(database_url)
    before = _upgrade(url)
    after = schema(url).current
    indexed = index_new_records(url)
    if as_json:
        found = {"database": label(url), "from": before, "to": after}
        print_json(found | {"indexed": indexed})
    elif before == after:
        say(f"{label(url)} is up to date at migration {after}.")
    else:
        say(f"Migrated {label(url)} from {before or 'nothing'} to {after}.")
        if before:
            say(REKEY)
    if indexed and not as_json:
        say(f"Indexed the words of {indexed:,} records.")


def _upgrade(url: URL) -> str | None:
    """Apply missing migrations; return the previous migration."""
    if is_sqlite(url):
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    found = schema(url)
    refuse_unknown(url, found)
    try:
        command.upgrade(alembic_config(url), "head")
    except AlembicError as error:
        raise CommandError(f"{first_line(error)}.") from error
    except DBAPIError as error:
        if "already exists" not in str(error.orig):
            raise
        reason = str(error.orig).splitlines()[0]
        message = (
            "The migration was rolled back: the database already has such tables. If "
            "another program has just migrated it, run this again; if they do not "
            f"belong to Onrecord, name another database. ({reason})"
        )
        raise CommandError(message) from error
    return found.current


def alembic_config(url: URL) -> Config:
    """Return the configuration of Alembic, independent of the current folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = as_text(url)
    return config


def seed(*, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Load the data that ships with Onrecord; existing records stay unchanged."""
    with opened(database_url) as sessions:
        report = asdict(load_seeds(sessions))
    if as_json:
        print_json(report)
        return
    for what, count in report.items():
        say(f"{what}: {count['added']:,} added, {count['present']:,} already present")


def generate(
    *,
    claims: Annotated[int, typer.Option(min=1, help="How many claims.")],
    seed: Annotated[
        int, typer.Option(help="The same number generates the same data.")
    ] = 1,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Fill an empty database with synthetic data, for measurements or experiments."""
    url = database(database_url)
    require_migrated(url)
    empty = advising("Name an empty database with --database-url, and migrate it.")
    with empty, progress("claims", total=claims) as done:
        report = generate_record(as_text(url), claims=claims, seed=seed, progress=done)
    made = asdict(report)
    if as_json:
        print_json(made)
        return
    say("Made " + ", ".join(f"{count:,} {what}" for what, count in made.items()) + ".")
