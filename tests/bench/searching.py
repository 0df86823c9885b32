"""Searches: their time in the product, and in the driver with the same SQL."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from random import Random
from statistics import mean, quantiles
from time import perf_counter, process_time
from typing import Any, NamedTuple

from sqlalchemy import func, select, text

from db.engine.reader import Reader, make_reader
from db.engine.session import make_engine
from db.models import ClaimSearch
from db.reads.reading import Reading
from db.values.viewer import READER
from tests.bench.limit.drivers import Driver, make_driver
from tests.bench.limit.statements import Work
from tests.bench.machine import processor_seconds
from tests.bench.searched import Ask, Record
from tests.noting import Noted, Noting

Json = dict[str, Any]
SIZES = {
    "sqlite": "SELECT sum(length(block)) FROM claim_fts_data",
    "postgresql": "SELECT pg_relation_size('ix_claim_search_words')",
}


BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid()"
)
RUNS = 3  # of each search; the least of each time counts, since others use the machine


class Times(NamedTuple):
    """The seconds of one search: in the product, and in the driver alone.

    ``server_processor`` is the part of PostgreSQL in ``driver_processor``.
    """

    product: float
    driver: float
    product_processor: float
    driver_processor: float
    server_processor: float


class Clock:
    """Elapsed time, and the processor time of this process and of PostgreSQL."""

    def __init__(self, servers: Collection[int] = ()) -> None:
        self._servers = servers

    def read(self) -> tuple[float, float, float]:
        """Return the three times in seconds; the second has the third in it."""
        of_servers = sum(processor_seconds(pid) or 0 for pid in self._servers)
        return perf_counter(), process_time() + of_servers, of_servers


def measure_searching(url: str, *, seed: int) -> Json:
    """Return the times of searches of each kind, and the sizes of their indexes."""
    return asyncio.run(_measure(url, Random(seed)))


async def _measure(url: str, random: Random) -> Json:
    engine = make_engine(url)
    with engine.connect() as connection:
        size = connection.scalar(text(SIZES[engine.dialect.name]))
        claims = connection.scalar(select(func.count(ClaimSearch.id))) or 0
        kinds = Record(connection, random).asks()
    engine.dispose()
    others = backends(url)
    reader, driver = make_reader(url), make_driver(url, connections=2)
    await reader.open()
    await driver.open()
    clock = Clock(backends(url) - others)
    found = {"index_bytes_of_claim": float(size or 0) / max(claims, 1)}
    for kind, asks in kinds.items():
        times = [await _timed(reader, driver, ask, clock) for ask in asks]
        found[kind] = _figures(times)
    await reader.close()
    await driver.close()
    return found


def backends(url: str) -> set[int]:
    """Return the processes of the server that have a connection to the database."""
    engine = make_engine(url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return set()
        return set(connection.scalars(text(BACKENDS)))


async def _timed(reader: Reader, driver: Driver, ask: Ask, clock: Clock) -> Times:
    noting = Noting(reader)
    await ask(Reading(noting, READER))  # whose statements are prepared then
    runs = []
    for _ in range(RUNS):
        began = clock.read()
        await ask(Reading(reader, READER))
        asked = clock.read()
        await driver.read(_work(noting.noted, driver))
        done = clock.read()
        product, processor, _ = (b - a for a, b in zip(began, asked, strict=True))
        bare, of_bare, of_server = (b - a for a, b in zip(asked, done, strict=True))
        runs.append((product, bare, processor, of_bare, of_server))
    return Times(*map(min, zip(*runs, strict=True)))


def _work(noted: Sequence[Noted], driver: Driver) -> Work:
    for read, values, _ in noted:
        compiled = read.compiled(driver.dialect)
        yield compiled.sql, compiled.bind(values)
    return b""


def _figures(times: Sequence[Times]) -> Json:
    """Return milliseconds of the driver and the product, and what part it is of it."""
    columns = Times(*map(list, zip(*times, strict=True)))
    ratio = mean(columns.driver_processor) / mean(columns.product_processor)
    return {
        "queries": len(times),
        "driver_ms": _spread(columns.driver),
        "driver_processor_ms": _spread(columns.driver_processor),
        "product_ms": _spread(columns.product),
        "of_driver_by_processor": ratio,
        "server_processor_ms": mean(columns.server_processor) * 1000,
    }


def _spread(seconds: Any) -> Mapping[str, float]:
    cuts = [0.0, *quantiles(seconds, n=100, method="inclusive"), max(seconds)]
    return {f"p{at}": cuts[at] * 1000 for at in (50, 90, 99, 100)}
