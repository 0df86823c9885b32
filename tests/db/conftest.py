"""Everything a test of the data layer writes is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine

from db.engine.session import (
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from tests.emptying import Statements, changes, put, rows
from tests.factories import make_claim


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction that is undone after the test."""
    with engine.connect() as connection, connection.begin() as outer:
        yield connection
        outer.rollback()


@pytest.fixture
def sessions(connection: Connection) -> SessionFactory:
    """Sessions whose commits end in a savepoint."""
    return make_session_factory(connection)


@pytest.fixture(scope="session")
def noise_rows(engine: Engine) -> Statements:
    """Statements that insert the rows of a claim, which a command has made once."""
    with engine.connect() as connection, connection.begin() as outer:
        before = rows(connection)
        with write_transaction(make_session_factory(connection)) as write:
            make_claim(write, text="Noise.")
            write.changes.clear()
        made = changes(before, rows(connection))
        outer.rollback()
    return made


@pytest.fixture
def noise(connection: Connection, noise_rows: Statements) -> None:
    """Unrelated rows, so that a missing filter fails."""
    put(connection, noise_rows)


@pytest.fixture
def write(sessions: SessionFactory, noise: None) -> Iterator[Write]:  # noqa: ARG001 - before the test
    """A write transaction with unrelated rows in it."""
    with write_transaction(sessions) as write:
        yield write
        write.changes.clear()


@pytest.fixture
def later(write: Write) -> Write:
    """The same transaction as if it had begun an hour later."""
    return replace(write, now=write.now + timedelta(hours=1))


@pytest.fixture(scope="module")
def written(engine: Engine) -> Iterator[Write]:
    """A transaction with what all tests of a module begin with, undone after the last.

    Each of them has to leave it as it was, by ``undone``.
    """
    with engine.connect() as connection, connection.begin() as outer:
        with write_transaction(make_session_factory(connection)) as write:
            make_claim(write, text="Noise.")
            write.changes.clear()
            yield write
            write.changes.clear()
        outer.rollback()


@contextmanager
def undone(write: Write) -> Iterator[Write]:
    """Roll back at the end what the block has changed."""
    with write.session.begin_nested() as savepoint:
        write.session.connection()  # sets the savepoint now
        yield write
        savepoint.rollback()
    write.changes.clear()
