"""Searches: their time in the product, and in the driver with the same SQL."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from statistics import mean, quantiles
from time import perf_counter, process_time
from typing import Any, NamedTuple

from sqlalchemy import func, select, text

from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader, make_reader
from db.engine.session import make_engine
from db.models import ClaimSearch, Source
from db.queries.fact_claims import COUNTED_REVIEWS
from db.reads.claims import list_claims_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.suggestions import suggest
from db.search.grammar import parse
from db.values.viewer import READER
from tests.bench.limit.drivers import Driver, make_driver
from tests.bench.limit.statements import Work

Json = dict[str, Any]
TOGETHER, APART, OTHERS = 320, 80, 100  # pairs of one claim, of two; others of a kind
LETTERS = range(1, 8)  # of a name, when suggestions are requested
SIZES = {
    "sqlite": "SELECT sum(length(block)) FROM claim_fts_data",
    "postgresql": "SELECT pg_relation_size('ix_claim_search_words')",
}
Noted = tuple[Prepared[Any], Mapping[str, Any]]


class Times(NamedTuple):
    """The seconds of one search: in the product, and in the driver alone."""

    product: float
    driver: float
    product_processor: float
    driver_processor: float


class Noting(Reader):
    """A reader that records the SQL it runs."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.streams_words = reader.streams_words
        self.noted = list[Noted]()

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:
        """Run a short read."""
        self.noted.append((read, values))
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:
        """Run a long read."""
        self.noted.append((read, values))
        return await self._reader.scan(read, **values)


def measure_searching(url: str, *, seed: int) -> Json:
    """Return the times of searches of each kind, and the sizes of their indexes."""
    return asyncio.run(_measure(url, Random(seed)))


async def _measure(url: str, random: Random) -> Json:
    engine = make_engine(url)
    with engine.connect() as connection:
        size = connection.scalar(text(SIZES[engine.dialect.name]))
        claims = connection.scalar(select(func.count(ClaimSearch.id))) or 0
        words = [row.split() for row in connection.scalars(_some(random, claims))]
        names = list(connection.scalars(select(Source.name).limit(1000)))
    engine.dispose()
    reader, driver = make_reader(url), make_driver(url, connections=2)
    await reader.open()
    await driver.open()
    found = {"index_bytes_of_claim": float(size or 0) / max(claims, 1)}
    for kind, queries in _queries(random, words).items():
        times = [await _timed(reader, driver, _search(one)) for one in queries]
        found[kind] = _figures(times)
    typed = [random.choice(names)[: random.choice(LETTERS)] for _ in range(OTHERS)]
    times = [await _timed(reader, driver, _suggest(one)) for one in typed]
    found["suggestions"] = _figures(times)
    await reader.close()
    await driver.close()
    return found


def _some(random: Random, claims: int) -> Any:
    """Select the words of randomly drawn claims."""
    ids = random.sample(range(1, claims + 1), min(claims, TOGETHER + APART))
    return select(ClaimSearch.words).where(ClaimSearch.record_id.in_(ids))


def _queries(random: Random, words: Sequence[Sequence[str]]) -> Mapping[str, list[str]]:
    """Return queries of each kind, with words from claims."""

    def one() -> str:
        return random.choice(random.choice(words))

    pairs = [
        " ".join(random.choices(random.choice(words), k=2)) for _ in range(TOGETHER)
    ]
    pairs += [f"{one()} {one()}" for _ in range(APART)]
    some = range(OTHERS)
    return {
        "two words": pairs,
        "no hit": [f"{one()} zzzz" for _ in some],
        "a phrase": [f'"{one()} {one()}"' for _ in some],
        "an act": [f"{one()} act:denial" for _ in some],
        "a word or an act": [f"zzzz OR act:{act}" for act in ("denial", "retraction")],
    }


def _search(query: str) -> Callable[[Reading], Awaitable[Any]]:
    values = {"q": [parse(query)], "review": COUNTED_REVIEWS}
    page = PageQuery(limit=50, sort="-dated")
    return lambda reading: list_claims_page(reading, page, values)


def _suggest(typed: str) -> Callable[[Reading], Awaitable[Any]]:
    return lambda reading: suggest(reading, "source", typed, article=None, limit=10)


async def _timed(
    reader: Reader, driver: Driver, ask: Callable[[Reading], Awaitable[Any]]
) -> Times:
    noting = Noting(reader)
    await ask(Reading(noting, READER))  # whose statements are prepared then
    began = perf_counter(), process_time()
    await ask(Reading(reader, READER))
    asked = perf_counter(), process_time()
    await driver.read(_work(noting.noted, driver))
    done = perf_counter(), process_time()
    product, processor = (b - a for a, b in zip(began, asked, strict=True))
    bare, of_bare = (b - a for a, b in zip(asked, done, strict=True))
    return Times(product, bare, processor, of_bare)


def _work(
    noted: Sequence[tuple[Prepared[Any], Mapping[str, Any]]], driver: Driver
) -> Work:
    for read, values in noted:
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
    }


def _spread(seconds: Any) -> Mapping[str, float]:
    cuts = [0.0, *quantiles(seconds, n=100, method="inclusive"), max(seconds)]
    return {f"p{at}": cuts[at] * 1000 for at in (50, 90, 99, 100)}
