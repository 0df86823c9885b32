"""Reads of claims on facts, and of what resolves these facts."""

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from db.commands.claims import set_stance
from db.commands.facts import (
    assess_fact,
    merge_fact,
    record_outcome,
    register_fact,
    supersede_outcome,
)
from db.engine.prepared import Prepared
from db.engine.session import Write
from db.models import Article, Fact, Source
from db.queries.fact_claims import (
    ScopeKind,
    list_fact_claims,
    list_facts_of_claims,
    list_outcomes_of_facts,
    list_stance_ids,
    list_verdicts_on_facts,
)
from db.queries.filters import batch_size, ids
from db.values.viewer import LOCAL_VIEWER, READER
from tests.db.test_plans import plan
from tests.factories import (
    make_article,
    make_claim,
    make_outlet,
    make_source,
    make_unnamed,
)

MARCH = datetime(2022, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
READS = (
    partial(list_facts_of_claims, limit=9),
    list_outcomes_of_facts,
    list_verdicts_on_facts,
)


class Scene:
    """An official who says something of a fact in an article, and its outcome."""

    def __init__(self, write: Write) -> None:
        self.write = write
        self.outlet = make_outlet(write)
        self.article: Article = make_article(
            write, outlet_id=self.outlet.id, published_from=MARCH
        )
        self.source: Source = make_unnamed(write, self.article, name="an aide")
        self.fact = self.followed(self.source, value="yes")

    def followed(self, source: Source, *, value: str | None = None) -> Fact:
        """Record a fact that a claim of ``source`` in the article supports."""
        fact = register_fact(self.write, {"statement": f"Fact of {source.name}."})
        claim = make_claim(self.write, source, article=self.article)
        set_stance(self.write, claim.id, fact.id, stance="supports", version=None)
        if value:
            record_outcome(
                self.write, fact.id, {"value": value, "known_at": MARCH + DAY}
            )
        return fact

    def values(self, **more: Any) -> dict[str, Any]:
        who = {"source": self.source.id, "outlet": self.outlet.id}
        until = {"descriptor": "an aide", "until": self.write.now, "assessor": None}
        return who | until | more

    def facts(self, read: Prepared, **more: Any) -> list[int]:
        rows = self.write.rows(read, **self.values(**more))
        return [getattr(row, "fact_id", None) or row.id for row in rows]

    def claimed(self, scope: ScopeKind, **more: Any) -> list[int]:
        """Return the facts that the claims of a scope are on."""
        find = list_stance_ids(scope=scope, viewer=LOCAL_VIEWER)
        stances = [row.id for row in self.write.rows(find, **self.values(**more))]
        read = list_fact_claims(count=batch_size(len(stances)), viewer=LOCAL_VIEWER)
        rows = self.write.rows(read, **ids("stance", stances))
        return sorted(row.fact_id for row in rows)


@pytest.fixture
def scene(write: Write) -> Scene:
    return Scene(write)


class TestScopes:
    @pytest.mark.parametrize(
        "scope", ["source", "outlet", "descriptor", "source_on_facts"]
    )
    def test_finds_the_requested_sources(self, scene: Scene, scope: ScopeKind) -> None:
        Scene(scene.write)
        more = scene.followed(make_source(scene.write))
        ends = {"fact_first": scene.fact.id, "fact_last": more.id}

        found = scene.claimed(scope, **ends)

        expected = [scene.fact.id, more.id] if scope == "outlet" else [scene.fact.id]
        assert found == expected

    def test_finds_only_the_facts_of_a_page(self, scene: Scene) -> None:
        facts = [scene.fact, *(scene.followed(scene.source) for _ in range(3))]
        ends = {"fact_first": facts[1].id, "fact_last": facts[2].id}

        found = scene.claimed("source_on_facts", **ends)

        assert found == [facts[1].id, facts[2].id]


class TestResolutions:
    def outcome(self, scene: Scene, **more: Any) -> list[tuple[str, int]]:
        read = list_outcomes_of_facts(scope="source", viewer=LOCAL_VIEWER)
        rows = scene.write.rows(read, **scene.values(**more))
        return [(row.value, row.fact_id) for row in rows]

    def test_outcomes_are_those_known_before_until(self, scene: Scene) -> None:
        assert self.outcome(scene) == [("yes", scene.fact.id)]
        assert self.outcome(scene, until=MARCH + DAY) == []
        assert self.outcome(scene, until=MARCH + 2 * DAY) == [("yes", scene.fact.id)]

    def test_superseded_outcomes_are_ignored(self, scene: Scene) -> None:
        spec = {"value": "no", "known_at": MARCH + DAY}
        supersede_outcome(scene.write, scene.fact.id, spec, version=None)

        assert self.outcome(scene) == [("no", scene.fact.id)]

    def test_outcomes_of_a_merged_fact_belong_to_its_survivor(
        self, scene: Scene
    ) -> None:
        survivor = register_fact(scene.write, {"statement": "Another."})
        version = scene.fact.version
        merge_fact(scene.write, scene.fact.id, into_id=survivor.id, version=version)

        assert self.outcome(scene) == [("yes", survivor.id)]

    def test_verdicts_are_the_newest_ones_of_one_assessor(self, scene: Scene) -> None:
        assessor = make_source(scene.write, kind="organisation")
        for assessor_id, days, verdict in (
            (assessor.id, 3, "false"),
            (assessor.id, 2, "true"),
            (None, 4, "mixed"),
        ):
            held = {"assessor_id": assessor_id, "verdict": verdict}
            assess_fact(
                scene.write, scene.fact.id, held | {"as_of": MARCH + days * DAY}
            )

        def verdicts(**more: Any) -> list[str]:
            read = list_verdicts_on_facts(scope="source", viewer=LOCAL_VIEWER)
            rows = scene.write.rows(read, **scene.values(**more))
            return [row.value for row in rows]

        assert verdicts(assessor=assessor.id) == ["false"]
        assert verdicts(assessor=assessor.id, until=MARCH + 3 * DAY) == ["true"]
        assert verdicts(assessor=None) == ["mixed"]
        assert verdicts(assessor=scene.source.id) == []


class TestVisible:
    @pytest.mark.parametrize("scope", ["source", "outlet", "descriptor"])
    @pytest.mark.parametrize("build", READS)
    def test_hides_restricted_and_withdrawn_records(
        self, scene: Scene, scope: ScopeKind, build: Any
    ) -> None:
        assess_fact(scene.write, scene.fact.id, {"verdict": "true", "as_of": MARCH})
        assert scene.facts(build(scope=scope, viewer=READER)) == [scene.fact.id]

        scene.fact.visibility = "restricted"
        assert scene.facts(build(scope=scope, viewer=READER)) == []
        assert scene.facts(build(scope=scope, viewer=LOCAL_VIEWER)) == [scene.fact.id]

        scene.fact.withdrawn_at = scene.write.now
        assert scene.facts(build(scope=scope, viewer=LOCAL_VIEWER)) == []


def forget_statistics(connection: sqlite3.Connection) -> None:
    """Plan as in a file that was never analysed: another test may have done that."""
    kept = "SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat_'"
    for (table,) in connection.execute(kept).fetchall():
        connection.execute(f"DELETE FROM {table}")
    connection.execute("ANALYZE sqlite_schema")


class TestPlans:
    @pytest.mark.parametrize("build", [list_stance_ids, list_outcomes_of_facts])
    @pytest.mark.parametrize("scope", ["source", "source_on_facts", "descriptor"])
    def test_begin_with_the_claims_of_the_requested_source(
        self, write: Write, scope: ScopeKind, build: Any
    ) -> None:
        """With the former query, SQLite read every stance of the database."""
        driver = write.session.connection().connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            pytest.skip("PostgreSQL plans by what is in the tables")
        forget_statistics(driver)

        steps = plan(driver, build(scope=scope, viewer=LOCAL_VIEWER))

        of_sources = re.compile(
            r"USING (COVERING )?INDEX ix_attribution_\w+ \(source_id="
        )
        assert any(of_sources.search(step) for step in steps)
        assert any("uq_stance_standing (claim_id=?" in step for step in steps)
