"""Lists of generated records, read page by page to their end."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db.engine.reader import make_reader
from db.queries import articles as article_queries
from db.queries import claims as claim_queries
from db.queries import sources as source_queries
from db.queries.claims import ClaimListRow
from db.queries.filters import Values
from db.queries.keyset import Key, Order
from db.reads.articles import list_articles_page
from db.reads.claims import list_claims_page
from db.reads.pages import Page, PageQuery
from db.reads.reading import Reading
from db.reads.sources import list_sources_page
from db.values.types import UtcDateTime, to_datetime
from db.values.viewer import READER
from seeds.generate import generate
from tests.api.cli.running import Onrecord

CLAIMS = 8_000
LIMIT = 20  # rows of a page


async def list_claims(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return the rows of a page of claims, without what belongs to them."""
    return (await list_claims_page(reading, query, values)).page


LISTS = {
    "claims": (list_claims, claim_queries.ORDERS),
    "articles": (list_articles_page, article_queries.ORDERS),
    "sources": (list_sources_page, source_queries.ORDERS),
}
List = tuple[str, Callable[[str], None]]  # its name, and what reads it from a database


@contextmanager
def generated() -> Iterator[tuple[str, str]]:
    """Give the addresses of two databases, one with half of the claims."""
    with TemporaryDirectory(prefix="onrecord-") as folder:
        sizes = {name: CLAIMS // part for name, part in (("half", 2), ("whole", 1))}
        half, whole = (f"sqlite:///{Path(folder) / name}.db" for name in sizes)
        for url, claims in zip((half, whole), sizes.values(), strict=True):
            Onrecord(url)("migrate")
            generate(url, claims=claims, seed=1)
        yield half, whole


def lists() -> Iterator[List]:
    """Yield every list in each of its orders."""
    for name, (list_page, orders) in LISTS.items():
        for sort in orders:
            read = partial(_read_to_the_end, list_page, sort, orders[sort])
            yield f"{name} by {sort}", read


def _read_to_the_end(
    list_page: Callable[..., Any], sort: str, order: Order, url: str
) -> None:
    async def read() -> None:
        reader, query = make_reader(url), PageQuery(limit=LIMIT, sort=sort)
        await reader.open()
        while (page := await list_page(Reading(reader, READER), query, {})).next_key:
            query = replace(query, after=_bound(order, page.next_key))
        await reader.close()

    asyncio.run(read())


def _bound(order: Order, key: Key) -> Key:
    """Return the key of a row as the next page binds it: with instants."""
    columns = zip(order.key, key, strict=True)
    return tuple(
        to_datetime(value) if value and isinstance(column.type, UtcDateTime) else value
        for column, value in columns
    )
