"""An empty, migrated database of either kind, dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text

from tests.postgres import postgres_server

ROOT = Path(__file__).parents[2]
BACKENDS = ("sqlite", "postgresql")


@contextmanager
def provide(backend: str) -> Iterator[str]:
    """Give the URL of a new database."""
    make = _sqlite if backend == "sqlite" else _postgresql
    with make() as url:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["url"] = url
        command.upgrade(config, "head")
        yield url


@contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory(prefix="onrecord-") as folder:
        yield f"sqlite:///{folder}/fuzz.db"


@contextmanager
def _postgresql() -> Iterator[str]:
    with _server() as server:
        url = make_url(server).set(drivername="postgresql+psycopg")
        name = f"onrecord_fuzz_{uuid4().hex[:12]}"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            engine.dispose()


@contextmanager
def _server() -> Iterator[str]:
    """Give the server that ``TEST_POSTGRES_URL`` names, or one from the wheel."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    with (
        TemporaryDirectory(prefix="onrecord-", ignore_cleanup_errors=True) as folder,
        postgres_server(Path(folder)) as url,
    ):
        yield url
