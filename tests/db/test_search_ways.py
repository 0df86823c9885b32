"""Claims are searched among the newest ones, or by the index of words."""

import asyncio
import re

import pytest
from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite import pysqlite

from db.engine.reader import make_reader
from db.queries.claims import NEWEST, further_of
from db.reads.claims import list_claims_page
from db.reads.facets import read_claim_facets
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.search.grammar import parse
from db.values.viewer import READER
from tests.noting import Noting


@pytest.mark.parametrize(
    ("query", "backends"),
    [
        ("mobilised", ["postgresql"]),
        ("mobil*", ["sqlite", "postgresql"]),
        ("-(mobil* sign) no", ["sqlite", "postgresql"]),
    ],
)
def test_queries_that_collect_all_matches_first_search_the_newest_claims(
    engine: Engine, query: str, backends: list[str]
) -> None:
    async def statements() -> list[str]:
        reader = make_reader(engine.url.render_as_string(hide_password=False))
        noting, page = Noting(reader), PageQuery(limit=5, sort="-dated")
        values = {"q": [parse(query)]}
        await list_claims_page(Reading(noting, READER), page, values)
        await reader.close()
        return [one.read.compiled(pysqlite.dialect()).sql for one in noting.noted]

    first, *others = asyncio.run(statements())

    newest = re.compile(rf"LIMIT {NEWEST['newest']}\b")
    assert bool(newest.search(first)) == (engine.dialect.name in backends)
    assert not any(map(newest.search, others))
    assert any("MATCH" in one for one in (first, *others))


@pytest.mark.parametrize(
    ("claims", "way"),
    [
        (0, None),
        (12_000, None),
        (20_000, "further 2500"),
        (100_000, "further 5000"),
        (300_000, "further 10000"),
        (1_000_000, "further 20000"),
    ],
)
def test_more_of_a_longer_list_is_read_instead_of_the_index(
    claims: int, way: str | None
) -> None:
    assert further_of(claims) == way


def test_facets_of_a_filter_test_its_claims_once(engine: Engine) -> None:
    async def reads() -> int:
        reader = make_reader(engine.url.render_as_string(hide_password=False))
        noting, values = Noting(reader), {"sector": ["nowhere"]}
        await read_claim_facets(
            Reading(noting, READER), values, ["act"], withdrawn=False
        )
        await reader.close()
        return len(noting.noted)

    assert asyncio.run(reads()) == 1
