"""Counts include only visible records, and read no more than necessary."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any, get_args

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.dialects.sqlite import pysqlite

from db.commands.claims import set_stance
from db.commands.facts import register_fact
from db.engine.session import Write
from db.models import Article, Claim, Fact, Source
from db.queries.stats import (
    ClaimsBy,
    FactsBy,
    count_claims_by,
    count_facts_by,
    count_separate_sources,
    count_unnamed_by_outlet,
)
from db.values.types import Bucket
from db.values.viewer import LOCAL_VIEWER, READER, Viewer
from tests.db.conftest import undone
from tests.db.rows import MONDAY, insert
from tests.db.test_plans import plan
from tests.factories import make_article, make_claim, make_outlet, make_unnamed

REVIEWED = (("review", 2),)
FOUND = {"top": 5, "review__0": "reviewed", "review__1": "disputed"}
UNTIL = {"until": MONDAY.replace(year=2100)}
CLAIMS_BY = [None, *get_args(ClaimsBy)]
FACTS_BY = [None, "state", "kind", "outcome"]


@pytest.fixture(scope="module")
def counted(written: Write) -> Claim:
    """A claim of an unnamed source in a sector, which bears on a fact."""
    article = make_article(written, outlet_id=make_outlet(written).id)
    official = make_unnamed(written, article, sector="military")
    claim = make_claim(written, official, article=article)
    fact = register_fact(written, {"statement": "It rained."})
    set_stance(written, claim.id, fact.id, stance="supports", version=None)
    return claim


@pytest.fixture
def write(written: Write, counted: Claim) -> Iterator[Write]:  # noqa: ARG001 - before the test
    with undone(written) as write:
        yield write


def claims_by(write: Write, by: ClaimsBy | None, viewer: Viewer) -> int:
    """Return how many claims are counted, the noise among them."""
    read = count_claims_by(by=by, shape=REVIEWED, limit=9, viewer=viewer)
    return sum(row.n for row in write.rows(read, **FOUND))


def facts_by(write: Write, by: FactsBy | None, viewer: Viewer) -> int:
    read = count_facts_by(by=by, limit=9, viewer=viewer)
    return sum(row.n for row in write.rows(read, **UNTIL))


def change_all(write: Write, *models: Any, **values: Any) -> None:
    for model in models:
        write.session.execute(update(model).values(values))


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("by", CLAIMS_BY)
class TestCountClaimsBy:
    def test_counts_nothing_restricted_for_the_public(
        self, write: Write, by: ClaimsBy | None
    ) -> None:
        everything = claims_by(write, by, READER)
        change_all(write, Claim, Article, Source, Fact, visibility="restricted")

        assert everything == claims_by(write, by, LOCAL_VIEWER) > 0
        assert claims_by(write, by, READER) == 0

    def test_counts_nothing_that_is_withdrawn(
        self, write: Write, by: ClaimsBy | None
    ) -> None:
        change_all(write, Claim, withdrawn_at=MONDAY)

        assert claims_by(write, by, LOCAL_VIEWER) == 0

    def test_returns_no_more_rows_than_requested(
        self, write: Write, by: ClaimsBy | None
    ) -> None:
        read = count_claims_by(by=by, bucket="day", limit=1, viewer=LOCAL_VIEWER)

        assert len(write.rows(read, **FOUND)) == 1


class TestCountClaimsByStance:
    def test_ignores_stances_on_restricted_facts_for_the_public(
        self, write: Write, counted: Claim
    ) -> None:
        change_all(write, Fact, visibility="restricted")

        assert counted.visibility == "public"
        assert claims_by(write, "stance", READER) == 0
        assert claims_by(write, "stance", LOCAL_VIEWER) == 1


class TestCountUnnamedByOutlet:
    def test_counts_visible_live_records(self, write: Write, counted: Claim) -> None:
        def numbers(viewer: Viewer) -> list[tuple[int, int]]:
            read = count_unnamed_by_outlet(limit=9, viewer=viewer)
            rows = write.rows(read, **FOUND)
            outlet_id = counted.outlet_id
            return [(row.n, row.unnamed) for row in rows if row.series_id == outlet_id]

        assert numbers(READER) == [(1, 1)]

        change_all(write, Claim, visibility="restricted")
        assert numbers(READER) == []
        assert numbers(LOCAL_VIEWER) == [(1, 1)]

        change_all(write, Claim, withdrawn_at=MONDAY)
        assert numbers(LOCAL_VIEWER) == []


@pytest.mark.usefixtures("counted")
class TestCountSeparateSources:
    def test_counts_sources_of_visible_claims(self, write: Write) -> None:
        before = write.rows(count_separate_sources(viewer=READER))
        change_all(write, Claim, visibility="restricted")

        after = write.rows(count_separate_sources(viewer=READER))

        assert (before, after) == ([(False, 1)], [])


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("by", FACTS_BY)
class TestCountFactsBy:
    def test_counts_nothing_restricted_for_the_public(
        self, write: Write, by: FactsBy | None
    ) -> None:
        everything = facts_by(write, by, READER)
        change_all(write, Fact, visibility="restricted")

        assert everything == facts_by(write, by, LOCAL_VIEWER) == 1
        assert facts_by(write, by, READER) == 0

    def test_counts_nothing_that_is_withdrawn(
        self, write: Write, by: FactsBy | None
    ) -> None:
        change_all(write, Fact, withdrawn_at=MONDAY)

        assert facts_by(write, by, LOCAL_VIEWER) == 0


class TestPlans:
    @pytest.mark.parametrize("viewer", [LOCAL_VIEWER, READER])
    @pytest.mark.parametrize("by", [None, "outlet"])
    def test_counts_by_time_and_outlet_read_claims_from_an_index_only(
        self, write: Write, by: ClaimsBy | None, viewer: Viewer
    ) -> None:
        """The rows of claims are long: to read them takes most of the time."""
        connection = fill(write)
        if connection.dialect.name == "postgresql":
            pytest.skip("goes by what VACUUM has seen, and no transaction shows it")
        read = count_claims_by(
            by=by, bucket="month", shape=REVIEWED, limit=9, viewer=viewer
        )

        steps = plan(connection.connection.driver_connection, read)

        (used,) = [step for step in steps if "ix_claim" in step or "uq_claim" in step]
        assert "ix_claim_outlet_newest" in used
        assert "COVERING INDEX" in used

    @pytest.mark.parametrize("bucket", [None, "day"])
    @pytest.mark.parametrize(
        "count",
        [
            partial(count_claims_by, by="outlet"),
            partial(count_claims_by, by="source"),
            count_unnamed_by_outlet,
        ],
    )
    def test_never_scan_one_table_for_each_row_of_another(
        self, write: Write, count: Any, bucket: Bucket | None
    ) -> None:
        """SQLite joined two unindexed tables so: 300,000 claims took minutes."""
        connection = fill(write)
        if connection.dialect.name == "postgresql":
            pytest.skip(
                "PostgreSQL plans a hash join; the nested scan was a fault of SQLite"
            )
        read = count(bucket=bucket, shape=REVIEWED, limit=9, viewer=READER)
        compiled = read.compiled(pysqlite.dialect())

        steps = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled.sql}",
            tuple(compiled.bind(defaultdict(lambda: None))),
        ).all()

        scans = [parent for _, parent, _, step in steps if step.startswith("SCAN")]
        assert len(scans) == len(set(scans)) > 0


def fill(write: Write) -> Connection:
    """Store enough to plan by; SQLite goes by guesses until it was analysed."""
    article = make_article(write)
    rows = [
        {"article_id": article.id, "revision_id": None, "content_key": f"{n:032}"}
        for n in range(1000)
    ]
    insert(write, "claim", *rows)
    connection = write.session.connection()
    connection.execute(text("ANALYZE"))
    return connection
