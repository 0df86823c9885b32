"""Everything a test of the data layer writes is rolled back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from db.session import SessionFactory, Write, make_session_factory, write_transaction
from tests.factories import make_claim


@pytest.fixture
def sessions(engine: Engine) -> Iterator[SessionFactory]:
    """Sessions whose commits end in a savepoint, undone after the test."""
    with engine.connect() as connection, connection.begin() as outer:
        yield make_session_factory(connection)
        outer.rollback()


@pytest.fixture
def write(sessions: SessionFactory) -> Iterator[Write]:
    """A write transaction with unrelated rows in it, so that a missing filter fails."""
    with write_transaction(sessions) as write:
        make_claim(write, text="Noise.")
        write.changes.clear()
        yield write
        write.changes.clear()


@pytest.fixture
def later(write: Write) -> Write:
    """The same transaction as if it had begun an hour later."""
    return replace(write, now=write.now + timedelta(hours=1))
