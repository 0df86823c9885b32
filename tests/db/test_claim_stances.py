from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from db.commands.articles import revise_article
from db.commands.claims import (
    remove_stance,
    restore_claim,
    revise_claim,
    set_stance,
    withdraw_claim,
)
from db.commands.facts import merge_fact, unmerge_fact, withdraw_fact
from db.engine.session import Context, Write
from db.errors import (
    ConflictError,
    InvalidError,
    MergedError,
    NotFoundError,
    StaleError,
)
from db.models import Claim, Fact, Stance
from db.models.claim_order import order_of
from db.queries.stances import get_stance, list_stances
from tests.factories import make_article, make_claim, make_fact

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY = datetime(2022, 3, 22, tzinfo=UTC)


@pytest.fixture
def facts(write: Write) -> list[Fact]:
    return [make_fact(write) for _ in range(3)]


@pytest.fixture
def merged(write: Write, facts: list[Fact]) -> Claim:
    """A claim that supports two facts; the second is merged into the first."""
    claim = make_claim(write, stances=[on(fact) for fact in facts[:2]])
    merge_fact(write, facts[1].id, into_id=facts[0].id, version=1)
    return claim


def on(fact: Fact, stance: str = "supports") -> dict[str, Any]:
    return {"fact_id": fact.id, "stance": stance}


def held(write: Write, claim: Claim) -> dict[int, str]:
    """Return how a claim bears on facts."""
    rows = write.rows(list_stances(viewer=write.viewer), claim__0=claim.id)
    return {row.fact_id: row.stance for row in rows}


class TestRecordClaim:
    def test_stores_stances_in_their_order(
        self, write: Write, facts: list[Fact]
    ) -> None:
        values = ("denies", "no_evidence", "hedges_for")
        given = [on(*one) for one in zip(reversed(facts), values, strict=True)]

        claim = make_claim(write, stances=given, said_from=MONDAY)

        assert list(held(write, claim).items()) == [
            (facts[2].id, "denies"),
            (facts[1].id, "no_evidence"),
            (facts[0].id, "hedges_for"),
        ]
        assert {stance.dated_at for stance in claim.stances} == {MONDAY}
        assert claim.version == 1

    def test_creates_missing_facts(self, write: Write) -> None:
        given = [
            {"fact": {"statement": "Snow."}, "stance": "supports"},
            {"fact": "rain", "stance": "denies"},
        ]
        rain = make_fact(write, slug="rain")

        claim = make_claim(write, stances=given)

        snow = next(id_ for id_ in held(write, claim) if id_ != rain.id)
        assert held(write, claim) == {snow: "supports", rain.id: "denies"}
        assert [
            (change.resource, change.record_id)
            for change in write.changes[-2:]
            if change.action == "create"
        ] == [("fact", snow), ("claim", claim.id)]

    def test_refuses_two_stances_on_one_fact(self, write: Write) -> None:
        fact = make_fact(write, slug="rain")
        given = [on(fact), {"fact": "rain", "stance": "denies"}]

        with pytest.raises(InvalidError, match="only one stance") as caught:
            make_claim(write, stances=given)

        assert caught.value.path == ("stances", 1)


class TestSetStance:
    def test_stores_the_first_stance_with_its_reason(
        self, write: Write, facts: list[Fact]
    ) -> None:
        explained = replace(write, context=Context(reason="read again"))
        claim = make_claim(write, said_from=MONDAY)

        new = set_stance(explained, claim.id, facts[0].id, stance="denies", version=1)

        find = get_stance(viewer=write.viewer)
        (row,) = write.rows(find, claim=claim.id, fact=facts[0].id)
        assert (new, row.stance, row.reason, row.version) == (
            (True, "denies", "read again", 2)
        )
        carried = {name: getattr(claim.stances[0], name) for name in order_of(claim)}
        assert carried == order_of(claim)
        assert carried["dated_at"] == MONDAY

    def test_supersedes_the_previous_stance(
        self, write: Write, facts: list[Fact]
    ) -> None:
        claim = make_claim(write, stances=[on(facts[0]), on(facts[1])])
        first = claim.stances[0]

        new = set_stance(
            write, claim.id, facts[0].id, stance="no_evidence", version=None
        )

        assert (new, claim.version) == (False, 2)
        assert held(write, claim) == {
            facts[1].id: "supports",
            facts[0].id: "no_evidence",
        }
        assert write.session.get_one(Stance, first.id).superseded_at == write.now

    def test_changes_nothing_if_the_stance_is_the_same(
        self, write: Write, facts: list[Fact], merged: Claim
    ) -> None:
        write.changes.clear()

        new = set_stance(write, merged.id, facts[0].id, stance="supports", version=1)

        assert (new, merged.version, write.changes) == (False, 1, [])
        unmerge_fact(write, facts[1].id, version=2)
        assert held(write, merged) == {fact.id: "supports" for fact in facts[:2]}

    def test_supersedes_the_stances_on_merged_facts(
        self, write: Write, facts: list[Fact], merged: Claim
    ) -> None:
        set_stance(write, merged.id, facts[0].id, stance="denies", version=1)

        unmerge_fact(write, facts[1].id, version=2)

        assert held(write, merged) == {facts[0].id: "denies"}

    def test_refuses_withdrawn_unknown_merged_and_stale_records(
        self, write: Write, facts: list[Fact], merged: Claim
    ) -> None:
        gone = make_claim(write)
        withdraw_claim(write, gone.id, version=1)
        withdraw_fact(write, facts[2].id, version=1)

        for claim_id, fact_id, version, error in (
            (gone.id, facts[0].id, None, NotFoundError),
            (merged.id, facts[2].id, None, NotFoundError),
            (merged.id, 9_000_000, None, NotFoundError),
            (merged.id, facts[1].id, None, MergedError),
            (merged.id, facts[0].id, 9, StaleError),
        ):
            with pytest.raises(error):
                set_stance(write, claim_id, fact_id, stance="denies", version=version)


class TestRemoveStance:
    def test_removes_the_stance(self, write: Write, facts: list[Fact]) -> None:
        claim = make_claim(write, stances=[on(facts[0]), on(facts[1])])

        remove_stance(write, claim.id, facts[0].id, version=1)

        assert held(write, claim) == {facts[1].id: "supports"}
        assert claim.version == 2
        with pytest.raises(NotFoundError, match="No stance"):
            remove_stance(write, claim.id, facts[0].id, version=2)

    def test_removes_the_stances_on_merged_facts_too(
        self, write: Write, facts: list[Fact], merged: Claim
    ) -> None:
        remove_stance(write, merged.id, facts[0].id, version=1)

        unmerge_fact(write, facts[1].id, version=2)

        assert held(write, merged) == {}

    def test_requires_the_survivor_of_a_merged_fact(
        self, write: Write, facts: list[Fact]
    ) -> None:
        claim = make_claim(write, stances=[on(facts[0])])
        merge_fact(write, facts[0].id, into_id=facts[1].id, version=1)

        with pytest.raises(MergedError):
            remove_stance(write, claim.id, facts[0].id, version=1)
        remove_stance(write, claim.id, facts[1].id, version=1)

        assert held(write, claim) == {}


class TestReviseClaim:
    def test_replaces_all_stances(self, write: Write, facts: list[Fact]) -> None:
        claim = make_claim(write, stances=[on(facts[0]), on(facts[1])])
        kept = claim.stances[1].id

        given = [on(facts[1]), on(facts[2], "denies")]
        revise_claim(write, claim.id, version=1, columns={}, stances=given)

        assert held(write, claim) == {facts[1].id: "supports", facts[2].id: "denies"}
        assert kept in {one.id for one in claim.stances if not one.superseded_at}
        revise_claim(write, claim.id, version=2, columns={}, stances=[])
        assert held(write, claim) == {}

    def test_keeps_the_stances_if_none_are_given(
        self, write: Write, facts: list[Fact]
    ) -> None:
        claim = make_claim(write, stances=[on(facts[0])])

        revise_claim(write, claim.id, version=1, columns={"note": "x"})

        assert held(write, claim) == {facts[0].id: "supports"}

    def test_keeps_the_stances_on_merged_facts(
        self, write: Write, facts: list[Fact], merged: Claim
    ) -> None:
        given = [on(facts[0]), on(facts[2])]
        revise_claim(write, merged.id, version=1, columns={}, stances=given)

        unmerge_fact(write, facts[1].id, version=2)

        assert held(write, merged) == {fact.id: "supports" for fact in facts}

    def test_stances_have_the_date_of_the_claim(
        self, write: Write, facts: list[Fact]
    ) -> None:
        article = make_article(write, published_from=MONDAY)
        claim = make_claim(write, article=article, stances=[on(facts[0])])
        assert claim.stances[0].dated_at == MONDAY

        published = {"published_from": TUESDAY}
        revise_article(write, article.id, version=1, spec=published)
        write.session.refresh(claim.stances[0])
        assert claim.stances[0].dated_at == TUESDAY

        given = [on(facts[0]), on(facts[1])]
        said = {"said_from": MONDAY}
        revise_claim(write, claim.id, version=1, columns=said, stances=given)
        assert {one.dated_at for one in claim.stances} == {MONDAY}


class TestRestoreClaim:
    def test_refuses_a_claim_on_a_withdrawn_fact(
        self, write: Write, facts: list[Fact]
    ) -> None:
        claim = make_claim(write, stances=[on(facts[0])])
        withdraw_claim(write, claim.id, version=1)
        withdraw_fact(write, facts[0].id, version=1)

        with pytest.raises(ConflictError, match="The fact this depends on") as caught:
            restore_claim(write, claim.id, version=2)

        assert (caught.value.resource, caught.value.record_id) == ("fact", facts[0].id)

    def test_restores_a_stance_on_a_merged_fact_to_its_survivor(
        self, write: Write, facts: list[Fact]
    ) -> None:
        claim = make_claim(write, stances=[on(facts[0])])
        withdraw_claim(write, claim.id, version=1)
        merge_fact(write, facts[0].id, into_id=facts[1].id, version=1)

        restore_claim(write, claim.id, version=2)

        assert held(write, claim) == {facts[1].id: "supports"}
