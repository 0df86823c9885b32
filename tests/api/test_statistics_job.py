"""Statistics are renewed when tables have grown, and so are the plans of reads."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, String, cast, func, text

from api.server.background.jobs import BackgroundRunner
from api.server.background.statistics import RENEW_STATISTICS, has_outgrown_tables
from db.engine.prepared import Prepared
from db.engine.reader import DatabaseReader, make_reader
from db.engine.rows import Row, column
from db.engine.session import make_session_factory, write_transaction
from db.engine.writer import Writer, make_writer
from db.queries.outgrown_tables import FEWEST_CHANGES
from db.reads.claims import list_claims_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.search.grammar import parse
from db.values.viewer import READER
from tests.api.claim_copies import copy
from tests.factories import make_claim

PAGE, PHRASE = PageQuery(limit=50, sort="-dated"), {"q": [parse('"no sign"')]}
MANY = 2 * FEWEST_CHANGES  # a plan of few claims reads all of these for each match
SCANNED = text("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'claim'")


class FlushedRow(Row):
    """A call that publishes the counts of a connection."""

    flushed: str = column(cast(func.pg_stat_force_next_flush(), String))


FLUSHED = Prepared(FlushedRow.select(), FlushedRow)
Work = Callable[[DatabaseReader], Awaitable[Any]]


@pytest.fixture
def writer(spare: Engine) -> Iterator[Writer]:
    writer = make_writer(spare, connections=1)
    yield writer
    writer.close()


def run(engine: Engine, work: Work) -> Any:
    """Run work with a reader of one connection for short reads."""

    async def whole() -> Any:
        url = engine.url.render_as_string(hide_password=False)
        reader = make_reader(url, connections=1)
        await reader.open()
        try:
            return await work(reader)
        finally:
            await reader.close()

    return asyncio.run(whole())


def store_first_claim(engine: Engine) -> int:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            for name in ("claim", "claim_search"):
                off = f"ALTER TABLE {name} SET (autovacuum_enabled = off)"
                connection.execute(text(off))
    with write_transaction(make_session_factory(engine)) as write:
        return make_claim(write, text="A sign: no.").id


async def renew(reader: DatabaseReader, writer: Writer) -> None:
    await BackgroundRunner(reader, writer, "test").run(RENEW_STATISTICS)


class TestStatistics:
    def test_are_renewed_after_many_writes(self, spare: Engine, writer: Writer) -> None:
        first = store_first_claim(spare)

        async def due(reader: DatabaseReader) -> list[bool]:
            few = await has_outgrown_tables(reader)
            with spare.begin() as connection:
                copy(connection, first, MANY)
                if reader.plans_by_statistics:
                    connection.execute(FLUSHED.statement)
            many = await has_outgrown_tables(reader)
            await renew(reader, writer)
            return [few, many, await has_outgrown_tables(reader)]

        is_postgresql = spare.dialect.name == "postgresql"
        assert run(spare, due) == [False, is_postgresql, False]

    def test_renewing_them_renews_the_plans_of_prepared_reads(
        self, spare: Engine, writer: Writer, backend: str
    ) -> None:
        if backend == "sqlite":
            pytest.skip("SQLite plans without statistics")
        first = store_first_claim(spare)

        async def scanned_by_search(reader: DatabaseReader) -> int:
            """Return how many claims a search reads without an index."""
            counts = []
            for _ in range(2):
                await reader.rows(FLUSHED)
                with spare.connect() as connection:
                    counts.append(connection.scalar(SCANNED) or 0)
                await list_claims_page(Reading(reader, READER), PAGE, PHRASE)
            await reader.rows(FLUSHED)
            with spare.connect() as connection:
                counts.append(connection.scalar(SCANNED) or 0)
            return counts[2] - counts[1]

        async def scanned(reader: DatabaseReader) -> list[int]:
            few = await scanned_by_search(reader)
            with spare.begin() as connection:
                copy(connection, first, MANY)
                connection.execute(FLUSHED.statement)
            many = await scanned_by_search(reader)
            await renew(reader, writer)
            return [few, many, await scanned_by_search(reader)]

        few, many, renewed = run(spare, scanned)
        assert 0 < few < MANY < many
        assert renewed == 0
