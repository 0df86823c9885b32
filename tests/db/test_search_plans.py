"""PostgreSQL plans a search alike, whatever its words are and however often it runs.

A plan that depends on a guess of how frequent a word is may read every claim.
"""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, product
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text
from sqlalchemy.dialects.postgresql import asyncpg

from db.derived.facets import Facet
from db.engine.reader import make_reader
from db.engine.reader.postgresql import OF_LOOKUPS
from db.engine.session import make_engine
from db.queries.claims import FURTHER
from db.queries.fact_claims import COUNTED_REVIEWS
from db.queries.filters import Values
from db.reads.articles import list_articles_page
from db.reads.claims import list_claims_page
from db.reads.facets import (
    read_article_facets,
    read_claim_facets,
    read_fact_facets,
    read_source_facets,
)
from db.reads.facts import list_facts_page
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.search import find_best
from db.reads.sources import list_sources_page
from db.reads.suggestions import suggest
from db.search.grammar import parse
from db.values.viewer import READER
from seeds.generate import generate
from tests.databases import copied
from tests.noting import Noted, Noting

pytestmark = pytest.mark.slow

CLAIMS = 20_000  # fewer have tables that are rightly read as a whole
# How often each read is planned: by itself, PostgreSQL decides from the sixth time on
# whether it plans for any values.
MODES = {"auto": 10, "force_generic_plan": 1, "force_custom_plan": 1}
USUAL = CLAIMS // 130  # claims that have a word: a page of it is not among the newest
OFTEN = CLAIMS // 30  # a page is expected among the next 2,500
FREQUENT = {
    "source": "SELECT source_id FROM attribution GROUP BY 1 ORDER BY count(*) DESC",
    "outlet": "SELECT outlet_id FROM claim WHERE outlet_id IS NOT NULL "
    "GROUP BY 1 ORDER BY count(*) DESC",
    "tag": "SELECT match_key FROM tag JOIN claim_tag ON tag.id = tag_id "
    "GROUP BY 1 ORDER BY count(*) DESC",
    "fact": "SELECT fact_id FROM stance GROUP BY 1 ORDER BY count(*) DESC",
    "act": "SELECT act FROM claim GROUP BY 1 ORDER BY count(*) DESC",
    "form": "SELECT form FROM claim GROUP BY 1 ORDER BY count(*) DESC",
}
LISTS = {
    "article": (list_articles_page, read_article_facets, ["outlet", "year"]),
    "source": (list_sources_page, read_source_facets, ["kind"]),
    "fact": (
        list_facts_page,
        partial(read_fact_facets, until=None),
        ["status", "stance"],
    ),
}
FACETS: Sequence[Facet] = (
    "outlet",
    "source",
    "form",
    "act",
    "stance",
    "year",
    "language",
)
COST = re.compile(r"  \(cost=.*")
DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
Plans = defaultdict[tuple[str, bool], defaultdict[str, set[str]]]
Ask = Callable[[Reading], Awaitable[Any]]


class Generated:
    """A record that is large enough to be planned, and what stands in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        engine = make_engine(url)
        with engine.connect() as connection:
            rows = connection.scalars(text("SELECT words FROM claim_search"))
            counted = Counter(chain.from_iterable(set(row.split()) for row in rows))
            self.values = {
                name: _first_and_last(connection.scalars(text(order)).all())
                for name, order in FREQUENT.items()
            }
        engine.dispose()
        words = [word for word, _ in counted.most_common() if word.isascii()]
        self.common, self.other, self.seldom = words[0], words[1], words[-1]
        self.usual, self.often = (
            min(words, key=lambda word: abs(counted[word] - size))
            for size in (USUAL, OFTEN)
        )

    def queries(self) -> Sequence[str]:
        """Return queries of common, seldom and missing words, in each form."""
        common, other, seldom = self.common, self.other, self.seldom
        return [
            *(
                common,
                seldom,
                "zzzz",
                self.usual,
                self.often,
                f"{common} {other}",
                f"{common} {seldom}",
            ),
            *(f'"{other} {common}"', f'"{seldom} {common}"', f"{common[:2]}*"),
            *(f"{common} OR {other}", f"{seldom} OR zzzz", f"{common} -{other}"),
        ]

    def searches(self) -> Iterator[Ask]:
        """Yield the searches that lists, facets and suggestions run."""
        for query in self.queries():
            tree = parse(query)
            for sort in ("-dated", "dated", "recorded", "position"):
                yield _claims({"q": [tree]}, sort)
            yield _best(query)
            yield _facets({"q": [tree]})
            yield from _others({"q": [tree]})
        for query, (name, values) in product(self.queries()[:3], self.values.items()):
            for value in values:
                found = {"q": [parse(query)], name: [value]}
                yield _claims(found, "-dated")
                yield _facets(found)
        for typed, kind in product(("a", "jo", "anna", "jon smi"), (*LISTS, "tag")):
            if kind != "article":
                yield _suggestions(typed, kind)


def _is_limit(statements: Iterable[tuple[str, bool]], size: int) -> bool:
    limit = re.compile(rf"LIMIT {size}\b")
    return any(limit.search(statement) for statement, _ in statements)


def _first_and_last(values: Sequence[Any]) -> Sequence[Any]:
    return values[0], values[-1]


def _claims(values: Values, sort: str) -> Ask:
    page = PageQuery(limit=50, sort=sort, total=True)
    given = {**values, "review": COUNTED_REVIEWS}
    return lambda reading: list_claims_page(reading, page, given)


def _best(query: str) -> Ask:
    return lambda reading: find_best(reading, "claim", parse(query), limit=20)


def _facets(values: Values) -> Ask:
    given = {**values, "review": COUNTED_REVIEWS}
    return lambda reading: read_claim_facets(reading, given, FACETS, withdrawn=False)


def _others(values: Values) -> Iterator[Ask]:
    """Yield the lists of other records, and their facets."""

    def ask(pages: Any, facets: Any, names: Sequence[str], sort: str) -> Iterator[Ask]:
        page = PageQuery(limit=50, sort=sort, total=True)
        yield lambda reading: pages(reading, page, values)
        yield lambda reading: facets(reading, values, names, withdrawn=False)

    for kind, known in LISTS.items():
        yield from ask(*known, "-published" if kind == "article" else "-recorded")


def _suggestions(typed: str, kind: Any) -> Ask:
    return lambda reading: suggest(reading, kind, typed, article=None, limit=10)


async def _noted(url: str, asks: Iterable[Ask]) -> Sequence[Noted]:
    """Return the reads that the product runs for some searches."""
    reader = make_reader(url, connections=1)
    noting = Noting(reader)
    for ask in asks:
        await ask(Reading(noting, READER))
    await reader.close()
    return noting.noted


class Planner:
    """A connection that tells the plans of reads, which it chooses in one mode."""

    def __init__(self, url: str, mode: str) -> None:
        plain = make_url(url).set(drivername="postgresql")
        costs = f"-c random_page_cost={OF_LOOKUPS['random_page_cost']}"
        settings = f"-c plan_cache_mode={mode} -c jit=off {costs}"
        self._connection = psycopg.connect(
            plain.render_as_string(hide_password=False),
            options=f"{settings} -c max_parallel_workers_per_gather=0",
            autocommit=True,
        )
        self._prepared = dict[str, sql.Identifier]()

    def plan(self, noted: Noted) -> str:
        """Return the steps of the plan for the values of a read, without values."""
        compiled = noted.read.compiled(DIALECT)
        values = [sql.Literal(value) for value in compiled.bind(noted.values)]
        given = (
            sql.SQL("({})").format(sql.SQL(", ").join(values))
            if values
            else sql.SQL("")
        )
        run = sql.SQL("EXPLAIN EXECUTE {}{}").format(self._name(compiled.sql), given)
        steps = (step for (step,) in self._connection.execute(run, prepare=False))
        return "\n".join(COST.sub("", one) for one in steps if COST.search(one))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _name(self, statement: str) -> sql.Identifier:
        """Return the name of a statement, which is prepared when it is first met."""
        if statement not in self._prepared:
            name = self._prepared[statement] = sql.Identifier(str(len(self._prepared)))
            order = sql.SQL("PREPARE {} AS ").format(name) + sql.SQL(statement)  # type: ignore[arg-type]  # the product's
            self._connection.execute(order, prepare=False)
        return self._prepared[statement]


@pytest.fixture(scope="module")
def record(tables_url: str, backend: str) -> Iterator[Generated]:
    if backend == "sqlite":
        pytest.skip("SQLite plans a statement without its values")
    with copied(tables_url) as url:
        generate(url, claims=CLAIMS, seed=1)
        yield Generated(url)


@pytest.fixture(scope="module")
def reads(record: Generated) -> Sequence[Noted]:
    """The different reads of the searches."""
    noted = asyncio.run(_noted(record.url, record.searches()))
    return list({(one.read, str(one.values)): one for one in noted}.values())


@pytest.fixture(scope="module")
def plans(record: Generated, reads: Sequence[Noted]) -> Plans:
    """The plans of each statement in each mode, for all values."""
    found = Plans(lambda: defaultdict(set))
    for mode, times in MODES.items():
        planner = Planner(record.url, mode)
        for one in reads:
            key = (one.read.compiled(DIALECT).sql, one.is_scan)
            found[key][mode] |= {planner.plan(one) for _ in range(times)}
        planner.close()
    return found


class TestSearches:
    def test_have_one_plan_for_all_words_and_filters(self, plans: Plans) -> None:
        used = {
            statement: modes["force_custom_plan" if is_scan else "force_generic_plan"]
            for (statement, is_scan), modes in plans.items()
        }

        assert len(used) > 100
        assert {len(of) for of in used.values()} == {1}

    def test_read_as_much_of_the_list_as_pays_for_its_length(
        self, plans: Plans
    ) -> None:
        lengths = FURTHER["further 2500"], FURTHER["further 20000"]

        assert [_is_limit(plans, length) for length in lengths] == [True, False]

    def test_read_words_from_the_index_in_every_plan(self, plans: Plans) -> None:
        every = [
            plan for modes in plans.values() for plan in set().union(*modes.values())
        ]

        by_index = [plan for plan in every if "ix_claim_search_words" in plan]
        assert len(by_index) > 20
        assert not [plan for plan in by_index if "Seq Scan on claim_search" in plan]
