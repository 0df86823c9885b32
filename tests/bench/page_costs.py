"""What pages cost: ``python -m tests.bench.page_costs sqlite:///onrecord.db``.

Prints for each page the processor time of its first request and the median of the next
ones, in this process, and its size as gzip sends it.
"""

import asyncio
import gzip
import sys
from collections.abc import Iterator
from statistics import median
from time import process_time

from fastapi import FastAPI
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import InstrumentedAttribute

from api.pages.rendering import STATIC
from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.engine.writer import make_writer
from db.models import Attribution, Claim, Stance
from tests.api.asgi_requests import Asked, ask, running

ROUNDS = 5
LISTS = (
    *("/", "/claims", "/claims?act=denial", "/facts", "/sources", "/articles"),
    *("/tags", "/queue", "/queue/drafts", "/queue/names"),
    *("/search?q=the", "/search?q=frost"),
)


def addresses(engine: Engine) -> Iterator[str]:
    """Yield the addresses of lists, and of the records that most claims refer to."""
    yield from LISTS
    yield f"/articles/{_most_frequent(engine, Claim.article_id)}"
    yield f"/facts/{_most_frequent(engine, Stance.fact_id)}"
    yield f"/sources/{_most_frequent(engine, Attribution.source_id)}"


def _most_frequent(engine: Engine, column: InstrumentedAttribute[int]) -> int:
    counted = select(column).group_by(column).order_by(func.count().desc()).limit(1)
    with engine.connect() as connection:
        return int(connection.execute(counted).scalar_one())


async def cost(app: FastAPI, address: str) -> tuple[float, float, int]:
    """Return the milliseconds of the first request, of later ones, and the bytes."""
    times = []
    for _ in range(1 + ROUNDS):
        begun = process_time()
        answer = await ask(app, Asked("GET", address))
        times.append(1000 * (process_time() - begun))
        assert answer.status == 200, (address, answer.body)
    return times[0], median(times[1:]), len(gzip.compress(answer.body, 6))


async def measured(url: str) -> Table:
    """Return the cost of each page, and the size of all styles and all scripts."""
    engine = make_engine(url)
    table = Table("page", "first, ms", "later, ms", "kB")
    async with running(make_reader(url), make_writer(engine)) as app:
        for address in addresses(engine):
            first, later, size = await cost(app, address)
            table.add_row(address, f"{first:.0f}", f"{later:.1f}", f"{size / 1000:.1f}")
    for suffix in ("css", "js"):
        files = STATIC.glob(f"*.{suffix}")
        size = sum(len(gzip.compress(one.read_bytes(), 6)) for one in files)
        table.add_row(f"*.{suffix}", "", "", f"{size / 1000:.1f}")
    return table


if __name__ == "__main__":
    Console(width=100).print(asyncio.run(measured(*sys.argv[1:])))
