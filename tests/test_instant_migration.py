"""Instants that SQLite stored with all their zeros and the zone."""

import re
from collections.abc import Iterator

from alembic import command
from sqlalchemy import Engine, String, Table, cast, inspect, select

from db.engine.session import make_session_factory, write_transaction
from db.history.chain import altered_records, check_chain
from db.models import Base
from db.queries.snapshots import RECORDS
from db.reads.within import read_within
from db.values.types import UtcDateTime
from tests.db.told import tell
from tests.test_migrations import config_of

BEFORE = "4c7d1f0a9b36"
WHOLE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def stored(engine: Engine) -> dict[str, list[str]]:
    """Return all instants in the form of the database, by table."""
    found = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            texts = [cast(column, String) for column in instants(table)]
            if texts:
                rows = connection.execute(select(*texts).order_by(table.c.id))
                found[table.name] = [one for row in rows for one in row if one]
    return found


def instants(table: Table) -> Iterator[object]:
    yield from (one for one in table.c if isinstance(one.type, UtcDateTime))


def indexes(engine: Engine) -> dict[str, list[str]]:
    found = inspect(engine)
    return {
        table: sorted(str(index["name"]) for index in found.get_indexes(table))
        for table in Base.metadata.tables
    }


class TestShortInstants:
    def test_are_stored_as_writes_store_them(
        self, spare: Engine, databases: list[str]
    ) -> None:
        with write_transaction(make_session_factory(spare)) as write:
            tell(write)
        expected, before = stored(spare), indexes(spare)
        command.downgrade(config_of(databases[2]), BEFORE)
        old = stored(spare)

        command.upgrade(config_of(databases[2]), "head")

        assert stored(spare) == expected
        assert indexes(spare) == before
        assert len([*filter(None, expected.values())]) > 10
        if spare.dialect.name == "sqlite":
            texts = [text for texts in old.values() for text in texts]
            assert all(map(WHOLE.fullmatch, texts))

    def test_leave_audit_entries_and_digests_valid(
        self, spare: Engine, databases: list[str]
    ) -> None:
        with write_transaction(make_session_factory(spare)) as write:
            tell(write)
        command.downgrade(config_of(databases[2]), BEFORE)

        command.upgrade(config_of(databases[2]), "head")

        with write_transaction(make_session_factory(spare)) as write:
            chain = read_within(write, check_chain)
            altered = [
                record_id
                for resource in RECORDS
                for record_id in read_within(write, altered_records, resource)
            ]
        assert (chain.unlinked, chain.altered, altered) == ([], [], [])
        assert chain.entries > 0
