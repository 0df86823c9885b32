"""No list sorts if an index has its order: EXPLAIN shows it on both databases."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import pysqlite

from db.engine.prepared import Prepared
from db.engine.session import (
    Write,
    make_engine,
    make_session_factory,
    write_transaction,
)
from db.models import Base
from db.queries import (
    articles,
    assessments,
    changes,
    claim_links,
    claims,
    dependents,
    facts,
    revisions,
    sources,
    tags,
)
from db.queries.filters import Shape, named, shape_of
from db.queries.keyset import Place
from db.values.viewer import LOCAL_VIEWER, READER
from tests.db.rows import ID, insert
from tests.db.test_keyset import (
    fill_articles,
    fill_assessments,
    fill_changes,
    fill_claims,
    fill_facts,
    fill_revisions,
    fill_tags,
)

ROWS = 6000  # of each list: with a few hundred, sorting them is rightly preferred
SHOWN = ("review", 2)  # the default filter of lists of claims

PLACES = [Place(), Place(after=True)]
NULL_PLACES = [*PLACES, Place("null"), Place("null", after=True)]

# What has an index in the order of the list.
CLAIMS: list[tuple[str, list[str]]] = [
    (
        "-dated dated",
        [
            *("", "article", "outlet", "source", "speaker", "origin"),
            *("subject", "tag", "fact"),
        ],
    ),
    (
        "-recorded recorded position",
        ["", "article", "outlet", "source", "subject", "tag", "fact"],
    ),
]
ARTICLES = [
    ("-published published", ["", "outlet"]),
    ("-recorded recorded", ["", "outlet"]),
]

# Lists that scan an index of all steps of a source.
PARTS = [("-recorded recorded position", ["speaker", "origin"])]

# Lists without an index, which sort the rows that match the filter: those of one
# record, or fewer than ``quoted.SORT_LIMIT``.
SORTED: list[tuple[Any, str, Shape]] = [
    (claims.list_claims, "-dated", (("affiliated_source", 1),)),
    (articles.list_articles, "-published", (("source", 1),)),
    (sources.list_sources, "name", (("article", 1),)),
    (sources.list_sources, "name", (("organisation", 1),)),
]
# Filters of claims that are tested on one claim after the other, and their partners.
TESTED = ("form", "sector", "anchor", "published_to", "affiliated_source")
PARTNERS = ("outlet", "source", "subject", "tag", "fact")
# What has none either, and looks at one row after the other in the order of the list.
IN_ORDER: list[tuple[Any, str, Shape]] = [
    (partial(articles.list_articles, in_order=True), "-recorded", (("source", 1),)),
    (facts.list_facts, "-recorded", (("code", 5),)),
    (facts.list_facts, "recorded", (("verdict", 1),)),
    (sources.list_sources, "-recorded", (("kind", 1),)),
]


def lists() -> Iterator[Any]:
    """Yield each list that has to come out of an index, with the places of a page."""
    narrowed: list[tuple[Any, str, Shape]] = []
    for sorts, filters in CLAIMS + PARTS:
        for sort, name, shown in product(sorts.split(), filters, [(), (SHOWN,)]):
            shape = (*shown, *([(name, 1)] if name else ()))
            narrowed.append((claims.list_claims, sort, tuple(sorted(shape))))
    for sorts, filters in ARTICLES:
        for sort, name in product(sorts.split(), filters):
            narrowed.append(
                (articles.list_articles, sort, ((name, 1),) if name else ())
            )
    narrowed += [(sources.list_sources, sort, ()) for sort in sources.ORDERS]
    narrowed += [(tags.list_tags, sort, ()) for sort in tags.ORDERS]
    narrowed += [(facts.list_facts, sort, ()) for sort in facts.ORDERS]
    for build, sort, shape in narrowed:
        nullable = sort in {"-published", "published", "resolves_by"}
        places = NULL_PLACES if nullable else PLACES
        variants = [
            partial(build, shape=shape, sort=sort, place=place, withdrawn=withdrawn)
            for place, withdrawn in product(places, (False, True))
        ]
        name = f"{build.__name__} {sort} {' '.join(name for name, _ in shape)}"
        yield pytest.param(variants, id=name)
    for build in (
        revisions.list_revisions,
        assessments.list_assessments,
        changes.list_feed,
        partial(changes.list_history, resource="claim"),
    ):
        variants = [partial(build, place=place) for place in PLACES]
        yield pytest.param(variants, id=getattr(build, "__name__", "list_history"))


LISTS = list(lists())


def plan(driver: Any, read: Prepared) -> list[str]:
    """Return the steps that a connection would take, whatever the values are."""
    if isinstance(driver, sqlite3.Connection):
        compiled = read.compiled(pysqlite.dialect())
        nothing = compiled.bind(defaultdict(lambda: None))
        steps = driver.execute(f"EXPLAIN QUERY PLAN {compiled.sql}", nothing)
        return [step[-1] for step in steps.fetchall()]
    compiled = read.compiled(asyncpg.dialect())  # type: ignore[no-untyped-call]
    nothing = ["NULL"] * len(compiled.bind(defaultdict(lambda: None)))
    values = f"({', '.join(nothing)})" if nothing else ""
    with driver.cursor() as cursor:
        cursor.execute(f"PREPARE list AS {compiled.sql}", prepare=False)
        cursor.execute(f"EXPLAIN EXECUTE list{values}", prepare=False)
        steps = cursor.fetchall()
        cursor.execute("DEALLOCATE list", prepare=False)
    return [step for (step,) in steps]


def sorts(driver: Any, read: Prepared) -> list[str]:
    steps = [step for step in plan(driver, read) if "Sort Key" not in step]
    return [step for step in steps if "TEMP B-TREE" in step or "Sort" in step]


def cost(driver: Any, read: Prepared, values: dict[str, Any]) -> int:
    """Return how many steps SQLite takes, or how many blocks PostgreSQL reads."""
    if isinstance(driver, sqlite3.Connection):
        compiled, steps = read.compiled(pysqlite.dialect()), Counter[str]()
        driver.set_progress_handler(lambda: steps.update(["taken"]), 10)
        driver.execute(compiled.sql, compiled.bind(values)).fetchall()
        driver.set_progress_handler(None, 0)
        return steps["taken"]
    compiled = read.compiled(asyncpg.dialect())  # type: ignore[no-untyped-call]
    given = ", ".join(f"'{value}'" for value in compiled.bind(values))
    with driver.cursor() as cursor:
        cursor.execute(f"PREPARE one AS {compiled.sql}", prepare=False)
        explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE one({given})"
        (((found,),),) = cursor.execute(explain, prepare=False).fetchall()
        cursor.execute("DEALLOCATE one", prepare=False)
    blocks = ("Shared Hit Blocks", "Shared Read Blocks")
    return sum(found["Plan"][name] for name in blocks)


@pytest.fixture(scope="module")
def filled(engine: Engine) -> Iterator[Any]:
    """A database with enough in it to plan by, undone after the last test."""
    with engine.connect() as connection, connection.begin() as outer:
        with write_transaction(make_session_factory(connection)) as write:
            fill(write)
        connection.execute(text("ANALYZE"))
        if connection.dialect.name == "postgresql":
            for setting in ("plan_cache_mode = force_generic_plan", "jit = off"):
                connection.execute(text(f"SET LOCAL {setting}"))
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        yield connection.connection.driver_connection
        outer.rollback()


@pytest.fixture(scope="module")
def unanalysed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An empty SQLite file, whose planner goes by the indexes alone."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('plans')}/empty.db")
    Base.metadata.create_all(engine)
    connection = engine.raw_connection()
    yield connection.driver_connection
    connection.close()
    engine.dispose()


def fill(write: Write) -> None:
    for n, name in enumerate(("war", "peace")):
        insert(write, "source", {"id": ID + n, "kind": "outlet"})
        insert(write, "tag", {"id": ID + n, "name": name, "match_key": name})
        insert(write, "article", {"id": ID + n, "url": name, "url_key": name})
        insert(write, "fact", {"id": ID + n, "slug": name})
    kinds = ["in", "other", "other", "other"]
    rows = [(10 + n, n % 4, n % 1999, kinds[n % 4]) for n in range(ROWS)]
    for one in (fill_claims, fill_articles, fill_assessments, fill_tags, fill_facts):
        one(write, rows)
    fill_revisions(write, rows)
    fill_changes(write, rows)


class TestLists:
    @pytest.mark.parametrize("variants", LISTS)
    def test_are_read_in_order_from_an_index(self, filled: Any, variants: Any) -> None:
        for variant, viewer in product(variants, (LOCAL_VIEWER, READER)):
            assert sorts(filled, variant(limit=51, viewer=viewer)) == []

    @pytest.mark.parametrize("variants", LISTS)
    def test_are_read_in_order_from_an_index_without_statistics(
        self, unanalysed: Any, variants: Any
    ) -> None:
        for variant, viewer in product(variants, (LOCAL_VIEWER, READER)):
            assert sorts(unanalysed, variant(limit=51, viewer=viewer)) == []


class TestSeveralValues:
    """Several values of a filter: each has its index, and a page of each is sorted."""

    @pytest.mark.parametrize("shown", [(), (SHOWN,)], ids=["any", "shown"])
    @pytest.mark.parametrize("place", PLACES, ids=["first", "after"])
    @pytest.mark.parametrize("sort", claims.ORDERS)
    @pytest.mark.parametrize("name", dict(CLAIMS)["-dated dated"][1:])
    def test_are_each_read_from_an_index(
        self, unanalysed: Any, name: str, sort: str, place: Place, shown: Shape
    ) -> None:
        shape = tuple(sorted((*shown, (name, 2))))
        read = claims.list_claims(
            shape=shape, sort=sort, place=place, limit=51, viewer=READER
        )

        steps = plan(unanalysed, read)

        found = steps.index("SCAN found")
        assert not [step for step in steps[:found] if "FOR ORDER BY" in step]
        assert not [step for step in steps if step.startswith("SCAN claim")]


class TestWindows:
    """A filter without an index costs what a window has, however long the list is."""

    @pytest.mark.parametrize("sort", ["-dated", "-recorded", "position"])
    @pytest.mark.parametrize("by", ["", *sorted(PARTNERS)])
    def test_are_read_in_order_from_an_index(
        self, filled: Any, by: str, sort: str
    ) -> None:
        for name, place in product(TESTED, PLACES):
            shape = tuple(sorted({(name, 1), *([(by, 1)] if by else ())}))
            window = claims.Window(shape, sort, by, 100)
            of: dict[str, Any] = {"window": window, "viewer": READER}
            listed = claims.list_claims_in_window(place=place, limit=51, **of)
            end = claims.find_end_of_window(place=place, **of)

            # To join them, PostgreSQL may sort the rows of the page, and the one claim
            # that it tests.
            found = sorts(filled, listed)
            others = [one for one in found if not re.search(r"rows=(1|51) ", one)]
            assert len(others) <= isinstance(filled, sqlite3.Connection)
            assert sorts(filled, end) == []
        counted = claims.count_tested(tested=window, viewer=READER)
        assert sorts(filled, counted) == []

    @pytest.mark.parametrize("by", ["", "source"])
    def test_cost_in_proportion_to_their_size(self, filled: Any, by: str) -> None:
        values = {"sector": ["none"], **({by: [ID]} if by else {})}

        small, large = (
            cost(
                filled,
                claims.list_claims_in_window(
                    window=claims.Window(shape_of(values), "-dated", by, size),
                    limit=51,
                    viewer=READER,
                ),
                named(values),
            )
            for size in (50, 1000)
        )

        assert 0 < 10 * small < large


class TestListsWithoutIndex:
    @pytest.mark.parametrize(("build", "sort", "shape"), SORTED)
    def test_sort_the_rows_that_match_the_filter(
        self, unanalysed: Any, build: Any, sort: str, shape: Shape
    ) -> None:
        read = build(shape=shape, sort=sort, limit=51, viewer=LOCAL_VIEWER)

        assert sorts(unanalysed, read)

    @pytest.mark.parametrize(("build", "sort", "shape"), IN_ORDER)
    def test_scan_the_list_in_order_until_the_page_is_full(
        self, unanalysed: Any, build: Any, sort: str, shape: Shape
    ) -> None:
        read = build(shape=shape, sort=sort, limit=51, viewer=LOCAL_VIEWER)

        steps = plan(unanalysed, read)
        assert steps[0].startswith("SCAN")
        assert not [step for step in steps if "TEMP B-TREE" in step]


class TestDependents:
    @pytest.mark.parametrize(
        "build",
        [
            dependents.claims_of_fact,
            dependents.parts_of_fact,
            dependents.facts_merged_into,
        ],
    )
    def test_are_found_without_scans(self, filled: Any, build: Any) -> None:
        steps = plan(filled, build(viewer=LOCAL_VIEWER))

        assert not [step for step in steps if "SCAN" in step or "Seq Scan" in step]


class TestHistory:
    @pytest.mark.parametrize("build", [changes.list_feed, changes.list_history])
    def test_reads_only_the_records_it_shows(self, filled: Any, build: Any) -> None:
        record = {} if build is changes.list_feed else {"resource": "claim"}

        steps = plan(filled, build(**record, limit=51, viewer=READER))

        scans = ("SCAN claim", "SCAN source", "SCAN article", "SCAN tag", "Seq Scan")
        assert not [step for step in steps if any(scan in step for scan in scans)]

    def test_finds_the_first_entry_since_an_instant_in_an_index(
        self, filled: Any
    ) -> None:
        read = changes.list_feed(since=True, limit=51, viewer=LOCAL_VIEWER)

        steps = plan(filled, read)

        assert any("ix_change_at" in step for step in steps)
        read_whole = [s for s in steps if s in {"SCAN found", "SCAN change"}]
        assert not [s for s in steps if "Seq Scan on change" in s] + read_whole


class TestLinks:
    @pytest.mark.parametrize("place", PLACES)
    def test_are_found_in_an_index_for_both_claims(
        self, unanalysed: Any, place: Place
    ) -> None:
        read = claim_links.list_links(place=place, limit=51, viewer=LOCAL_VIEWER)

        steps = plan(unanalysed, read)

        used = [step for step in steps if "claim_link" in step]
        assert len(used) == 2
        assert "(claim_id=?" in used[0]
        assert "(other_id=?" in used[1]
