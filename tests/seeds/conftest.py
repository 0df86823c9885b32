"""Loading rolls back; generating commits, and the database is emptied after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from db.engine.session import (
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from db.models import Base
from seeds.load import LoadReport, load_seeds
from seeds.load.files import DATA
from tests.factories import make_claim

Record = dict[str, list[tuple[Any, ...]]]


@contextmanager
def undone(engine: Engine) -> Iterator[Connection]:
    """A connection with unrelated rows, all undone after the block."""
    with engine.connect() as connection, connection.begin() as outer:
        with write_transaction(make_session_factory(connection)) as write:
            make_claim(write, text="Noise.")
        yield connection
        outer.rollback()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with undone(engine) as connection:
        yield connection


@pytest.fixture
def sessions(connection: Connection) -> SessionFactory:
    return make_session_factory(connection)


@pytest.fixture
def write(sessions: SessionFactory) -> Iterator[Write]:
    """An analyst's transaction, which ends with the test."""
    with write_transaction(sessions) as write:
        yield write


def load_belarus(sessions: SessionFactory) -> LoadReport:
    """Load the record of CNN's article alone, without the invented event."""
    with TemporaryDirectory() as folder:
        copy(DATA / "belarus-2022-03-22.json", folder)
        return load_seeds(sessions, folder=Path(folder))


def everything(connection: Connection) -> Record:
    """Return all rows of all tables but the analysts, by table."""
    return {
        name: [
            tuple(row) for row in connection.execute(select(table).order_by(table.c.id))
        ]
        for name, table in Base.metadata.tables.items()
        if name != "analyst"
    }
