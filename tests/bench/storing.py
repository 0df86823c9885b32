"""Writes of many records: a batch, an article with claims, many writers."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from secrets import token_hex
from statistics import median
from time import perf_counter

import orjson
from sqlalchemy import Engine

from api.settings import PREFIX
from db.engine.session import make_engine
from tests.bench.copies import Copies
from tests.bench.load import client
from tests.bench.measuring import CONNECTIONS
from tests.bench.options import Options
from tests.bench.samples import Json, Samples, as_bytes
from tests.bench.servers import Server
from tests.bench.workloads import WRITE_PATH

BATCH, ARTICLE = 1000, 25  # claims
ARTICLES = 10  # of a round
COPIES_OF_ARTICLES = 100  # the number of the first one; those of batches are lower


def measure_storing(
    server: Server, samples: Samples, url: str, options: Options
) -> Json:
    """Return how many claims a second are stored, and what part that is of the driver.

    The driver stores copies of the claims of a batch and of each article, in turns with
    the product. Many writers are measured in turns with one.
    """
    engine, writes = make_engine(url), samples.writes()
    size, writers = min(BATCH, options.claims), list[float]()
    of_driver, batches, described = list[float](), list[float](), list[float]()
    articles = list[tuple[float, float]]()
    _compile(server, writes)
    for number in range(options.rounds):
        batch = {"mode": "atomic", "claims": list(islice(writes, size))}
        took = _timed(partial(_post, server, "claims/batch", batch))
        copies = Copies(engine, claims=size, number=number)
        of_driver.append(_timed(copies.store) / took)
        batches.append(size / took)
        batch = {"mode": "each", "claims": list(map(_described, islice(writes, size)))}
        described.append(size / _timed(partial(_post, server, "claims/batch", batch)))
        articles += _articles(server, engine, writes, number=number)
        writers.append(_of_one_writer(server, writes, seconds=options.seconds))
    engine.dispose()
    return {
        "claims_of_batch": size,
        "batch_claims_per_second": median(batches),
        "batch_of_driver": median(of_driver),
        "batch_of_driver_spread": [min(of_driver), max(of_driver)],
        "described_claims_per_second": median(described),
        "article_claims_per_second": median(one for one, _ in articles),
        "article_of_driver": median(one for _, one in articles),
        "writers_of_one": median(writers),
    }


def _compile(server: Server, writes: Iterator[Json]) -> None:
    """Record claims in each way: the first request of a kind compiles statements."""
    _post(server, "claims/batch", {"mode": "atomic", "claims": [next(writes)]})
    described = [_described(next(writes))]
    _post(server, "claims/batch", {"mode": "each", "claims": described})
    _post(server, "articles", _article(writes, 0))


def _articles(
    server: Server, engine: Engine, writes: Iterator[Json], *, number: int
) -> Iterator[tuple[float, float]]:
    """Yield the claims a second of each article, and what part that is of the driver.

    The driver stores the rows of the claims alone.
    """
    first = COPIES_OF_ARTICLES + number * ARTICLES
    for copy in range(first, first + ARTICLES):
        took = _timed(partial(_post, server, "articles", _article(writes, copy)))
        copies = Copies(engine, claims=ARTICLE, number=copy)
        yield ARTICLE / took, _timed(copies.store) / took


def _of_one_writer(server: Server, writes: Iterator[Json], *, seconds: float) -> float:
    """Return how many times as many claims many writers record as one does."""
    requests = (client.post(WRITE_PATH, body) for body in as_bytes(writes))
    one, many = (
        client.measure(server.port, requests, seconds=seconds, connections=connections)
        for connections in (1, CONNECTIONS)
    )
    return many.per_second / one.per_second


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _post(server: Server, resource: str, body: Json) -> None:
    answer = server.ask(f"{PREFIX}/{resource}", orjson.dumps(body))
    if answer.status not in {200, 201}:
        raise RuntimeError(server.said(), answer.body[:500])


def _described(body: Json) -> Json:
    """Return a claim with a new source."""
    source = {"kind": "person", "name": f"Benchmark {token_hex(4)}"}
    step = {"position": 1, "relation": "said", "source": source}
    return {**body, "attribution": [step]}


def _article(writes: Iterator[Json], number: int) -> Json:
    """Return a new article in which each claim occurs once."""
    claims = [_printed(body) for body in islice(writes, ARTICLE)]
    text = " ".join(claim["text"] for claim in claims)
    return {"title": f"Benchmark {number}", "text": text, "claims": claims}


def _printed(body: Json) -> Json:
    claim: Json = {name: body[name] for name in body if name != "article_id"}
    return claim | {"spans": [{"part": "content", "exact": body["text"]}]}
