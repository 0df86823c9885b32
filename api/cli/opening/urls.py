"""The settings, including the URL of the database."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from api.cli.failures import CommandError
from api.settings import Settings

DRIVERS = {"sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg"}
DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        metavar="URL",
        help="The database, instead of ONRECORD_DATABASE_URL.",
    ),
]


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - any setting's
    """Return the settings of the environment; those given take precedence."""
    try:
        return Settings(**{k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        found = error.errors()
        named = (
            f"ONRECORD_{str(one['loc'][0]).upper()}: {one['msg']}" for one in found
        )
        message = f"The settings are wrong. {'; '.join(named)}. See docs/settings.md."
        raise CommandError(message) from error
    except UnicodeDecodeError as error:
        message = "onrecord.env is not UTF-8 text: save it as that."
        raise CommandError(message) from error


def database(database_url: str | None) -> URL:
    """Return the URL of the database; raise ``CommandError`` if it is not one."""
    given = load_settings(database_url=database_url).database_url
    expected = (
        "a database is sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."
    )
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        message = f"This is not the URL of a database: {expected}"
        raise CommandError(message) from error
    if url.drivername not in DRIVERS:
        message = f"Onrecord does not support {url.drivername}: {expected}"
        raise CommandError(message)
    if is_sqlite(url) and url.database in {None, "", ":memory:"}:
        message = "A database in memory ends with this command: name a file."
        raise CommandError(message)
    return url


def is_sqlite(url: URL) -> bool:
    """Return whether ``url`` names a SQLite file."""
    return url.get_backend_name() == "sqlite"


def as_text(url: URL) -> str:
    """Return ``url`` with its password."""
    return url.render_as_string(hide_password=False)


def label(url: URL) -> str:
    """Return ``url`` for display: absolute paths, no secrets."""
    if is_sqlite(url):
        return f"sqlite:///{Path(url.database or '').absolute()}"
    harmless = {k: v for k, v in url.query.items() if "password" not in k}
    return url.set(query=harmless).render_as_string(hide_password=True)
