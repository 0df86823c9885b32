from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from sys import getrecursionlimit
from typing import Any

import pytest

from db.commands.claims import revise_claim, withdraw_claim
from db.commands.facts import (
    assess_fact,
    merge_fact,
    record_outcome,
    revise_fact,
    supersede_outcome,
    unmerge_fact,
    withdraw_fact,
)
from db.commands.facts.merging import members
from db.engine.session import Write
from db.errors import (
    ConflictError,
    InvalidError,
    MergedError,
    NotFoundError,
    StaleError,
)
from db.models import Fact
from db.queries.assessments import list_assessments
from db.queries.claims import list_claims
from db.queries.facts import get_fact
from tests.factories import make_claim, make_fact

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
FAR = 1_000_000  # added to ids, so that they differ from all other facts
TUESDAY = MONDAY + timedelta(days=1)
YES = {"value": "yes", "known_at": MONDAY}
NO = YES | {"value": "no"}
TRUE = {"verdict": "true", "as_of": MONDAY}
FALSE = TRUE | {"verdict": "false"}


def bearing(fact: Fact, stance: str = "supports") -> dict[str, Any]:
    return {"stances": [{"fact_id": fact.id, "stance": stance}]}


def merge(write: Write, fact: Fact, into: Fact) -> None:
    merge_fact(write, fact.id, into_id=into.id, version=fact.version)


def unmerge(write: Write, fact: Fact) -> None:
    unmerge_fact(write, fact.id, version=fact.version)


def counting(write: Write, fact: Fact) -> tuple[set[int], set[int], int | None]:
    """Return the claims, the assessments and the outcome that count for a fact."""
    until = {"until": write.now + timedelta(days=1)}
    read = list_claims(shape=(("fact", 1),), limit=9, viewer=write.viewer)
    claims = {row.id for row in write.rows(read, fact__0=fact.id)}
    read = list_assessments(limit=9, viewer=write.viewer)
    held = {row.id for row in write.rows(read, fact=fact.id, **until)}
    found = write.rows(get_fact(viewer=write.viewer), fact=fact.id, **until)
    return claims, held, found[0].outcome_id


@pytest.fixture
def merged(write: Write) -> Fact:
    return make_fact(write)


@pytest.fixture
def left(write: Write) -> Fact:
    return make_fact(write)


class TestMergeFact:
    def test_all_judgements_count_for_the_survivor(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        claims = {make_claim(write, **bearing(one)).id for one in (merged, left)}
        gone = make_claim(write, **bearing(merged))
        withdraw_claim(write, gone.id, version=1)
        held = {
            assess_fact(write, one.id, TRUE | {"as_of": at}).id
            for one, at in ((merged, MONDAY), (left, TUESDAY))
        }
        outcome = record_outcome(write, merged.id, YES)

        merge(write, merged, left)

        assert counting(write, left) == (claims, held, outcome.id)
        assert counting(write, merged) == (set(), set(), None)

    def test_changes_only_the_merged_fact(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        claim = make_claim(write, **bearing(merged))
        record_outcome(write, merged.id, YES)
        write.changes.clear()

        merge(write, merged, left)

        (change,) = write.changes
        assert (change.action, change.record_id, change.version) == (
            ("merge", merged.id, 3)
        )
        assert (left.version, claim.version) == (1, 1)

    def test_equal_judgements_of_the_survivor_take_precedence(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        both = [*bearing(merged)["stances"], *bearing(left)["stances"]]
        claim = make_claim(write, stances=both)
        own, _ = (assess_fact(write, one.id, TRUE) for one in (left, merged))
        outcome, _ = (record_outcome(write, one.id, YES) for one in (left, merged))

        merge(write, merged, left)

        assert counting(write, left) == ({claim.id}, {own.id}, outcome.id)

    def test_refuses_facts_with_different_stances_of_a_claim(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        for stances in (("supports", "denies"), ("denies", "no_evidence")):
            of_both = [
                {"fact_id": one.id, "stance": stance}
                for one, stance in zip((merged, left), stances, strict=True)
            ]
            make_claim(write, stances=of_both)

        with pytest.raises(ConflictError, match="2 times by stance") as caught:
            merge(write, merged, left)

        assert (caught.value.resource, caught.value.count) == ("stance", 2)
        assert merged.merged_into_id is None

    def test_refuses_facts_with_different_assessments(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        assess_fact(write, merged.id, TRUE)
        assess_fact(write, left.id, FALSE)

        with pytest.raises(ConflictError, match="1 times by assessment"):
            merge(write, merged, left)

    def test_accepts_assessments_of_other_times_and_assessors(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        assess_fact(write, merged.id, TRUE)
        assess_fact(write, left.id, FALSE | {"as_of": TUESDAY})
        assess_fact(write, left.id, FALSE | {"assessor": {"name": "Desk"}})

        merge(write, merged, left)

        assert len(counting(write, left)[1]) == 3

    def test_refuses_facts_with_different_outcomes(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        outcome = record_outcome(write, merged.id, YES)
        record_outcome(write, left.id, NO)

        with pytest.raises(ConflictError, match="1 times by outcome") as caught:
            merge(write, merged, left)

        assert caught.value.record_id == outcome.id

    def test_refuses_an_outcome_known_before_the_survivor_opened(
        self, write: Write, merged: Fact
    ) -> None:
        early = record_outcome(write, merged.id, YES)
        left = make_fact(write, opens_at=TUESDAY)

        with pytest.raises(ConflictError, match="before the other one op") as caught:
            merge(write, merged, left)

        assert (caught.value.resource, caught.value.record_id) == ("outcome", early.id)

    def test_refuses_itself_its_parts_and_missing_facts(
        self, write: Write, merged: Fact
    ) -> None:
        part = make_fact(write, parent_id=merged.id)
        smallest = make_fact(write, parent_id=part.id)
        gone = make_fact(write)
        withdraw_fact(write, gone.id, version=1)

        for into_id, message in {
            merged.id: "cannot be merged into itself",
            part.id: "part of itself",
            smallest.id: "part of itself",
            gone.id: "That fact is withdrawn: restore it first",
            9_000_000: "No such fact",
        }.items():
            with pytest.raises(InvalidError, match=message) as caught:
                merge_fact(write, merged.id, into_id=into_id, version=1)
            assert caught.value.path == ("merged_into_id",)

    def test_refuses_a_part_of_itself_through_a_merge(
        self, write: Write, merged: Fact
    ) -> None:
        within = make_fact(write)
        part = make_fact(write, parent_id=within.id)
        merge(write, within, merged)

        with pytest.raises(InvalidError, match="part of itself"):
            merge(write, merged, part)

    def test_merges_a_part_into_its_whole(self, write: Write, left: Fact) -> None:
        part = make_fact(write, parent_id=left.id)

        merge(write, part, left)

        assert part.merged_into_id == left.id

    def test_follows_a_chain_longer_than_the_recursion_limit(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        columns = [one.key for one in Fact.__table__.c if one.key != "id"]
        values = {name: getattr(merged, name) for name in columns}
        first = left.id + FAR
        chain = [merged.id, *range(first, first + getrecursionlimit())]
        for into, fact_id in pairwise(chain):
            own = {"id": fact_id, "slug": f"chained-{fact_id}", "merged_into_id": into}
            write.session.add(Fact(**values | own))

        merge(write, merged, left)

        assert members(write, left.id) == [left.id, *chain]

    def test_refuses_a_circle_of_merges(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        merge(write, merged, left)

        with pytest.raises(InvalidError, match="is merged into this one") as caught:
            merge(write, left, merged)

        assert caught.value.code == "merged"

    def test_refuses_withdrawn_merged_and_stale_facts(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        gone = make_fact(write)
        withdraw_fact(write, gone.id, version=1)
        merge(write, merged, left)

        with pytest.raises(NotFoundError):
            merge(write, gone, left)
        with pytest.raises(MergedError):
            merge(write, merged, make_fact(write))
        with pytest.raises(StaleError):
            merge_fact(write, left.id, into_id=make_fact(write).id, version=2)


class TestUnmergeFact:
    def test_returns_its_judgements(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        both = [*bearing(merged)["stances"], *bearing(left)["stances"]]
        make_claim(write, **bearing(merged))
        make_claim(write, stances=both)
        for one in (merged, left):
            assess_fact(write, one.id, TRUE)
            record_outcome(write, one.id, YES)
        before = counting(write, merged), counting(write, left)
        merge(write, merged, left)

        unmerge(write, merged)

        assert (counting(write, merged), counting(write, left)) == before
        assert (merged.merged_into_id, merged.version) == (None, 5)
        assert write.changes[-1].action == "unmerge"

    def test_later_judgements_stay_with_the_survivor(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        first = assess_fact(write, merged.id, TRUE)
        settled = record_outcome(write, merged.id, YES)
        merge(write, merged, left)
        claim = make_claim(write, **bearing(left))
        later = assess_fact(write, left.id, FALSE)
        resettled = supersede_outcome(write, left.id, NO, version=None)

        unmerge(write, merged)

        assert counting(write, merged) == (set(), {first.id}, settled.id)
        assert counting(write, left) == ({claim.id}, {later.id}, resettled.id)

    def test_facts_merged_into_it_stay_merged_into_it(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        within = make_fact(write)
        claims = [make_claim(write, **bearing(f)).id for f in (within, merged, left)]
        merge(write, within, merged)
        merge(write, merged, left)
        assert counting(write, left)[0] == set(claims)

        unmerge(write, merged)

        assert counting(write, merged)[0] == set(claims[:2])
        assert counting(write, left)[0] == set(claims[2:])

    def test_unmerges_a_fact_merged_into_another_merged_fact(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        within = make_fact(write)
        outcomes = [record_outcome(write, f.id, YES).id for f in (within, merged)]
        merge(write, within, merged)
        merge(write, merged, left)
        assert counting(write, left)[2] == outcomes[1]

        unmerge(write, within)

        assert counting(write, within)[2] == outcomes[0]
        assert counting(write, left)[2] == outcomes[1]

    @pytest.mark.parametrize("order", [*permutations(range(3))])
    def test_outcomes_count_in_the_order_of_the_merges(
        self, write: Write, left: Fact, order: tuple[int, ...]
    ) -> None:
        facts = [make_fact(write) for _ in range(3)]
        outcomes = [record_outcome(write, fact.id, YES).id for fact in facts]

        for hours, number in enumerate(order):
            at = replace(write, now=write.now + timedelta(hours=hours))
            merge(at, facts[number], left)

        for number in order:
            assert counting(write, left)[2] == outcomes[number]
            unmerge(write, facts[number])
        assert counting(write, left)[2] is None

    def test_refuses_a_circle_of_parts(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        whole = make_fact(write)
        revise_fact(write, merged.id, version=1, parent_id=whole.id)
        part = make_fact(write, parent_id=merged.id)
        merge(write, merged, left)
        revise_fact(write, whole.id, version=1, parent_id=part.id)

        with pytest.raises(ConflictError, match="a part of its own parts") as caught:
            unmerge(write, merged)

        assert (caught.value.resource, caught.value.record_id) == ("fact", part.id)
        revise_fact(write, whole.id, version=2, parent_id=None)
        unmerge(write, merged)

    def test_refuses_unmerged_stale_and_unknown_facts(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        merge(write, merged, left)

        with pytest.raises(ConflictError, match="not merged"):
            unmerge(write, left)
        with pytest.raises(StaleError):
            unmerge_fact(write, merged.id, version=1)
        with pytest.raises(NotFoundError):
            unmerge_fact(write, 9_000_000, version=1)


class TestMergedFact:
    def test_new_dates_of_its_claims_apply_to_their_stances(
        self, write: Write, merged: Fact, left: Fact
    ) -> None:
        claim = make_claim(write, **bearing(merged))
        merge(write, merged, left)

        revise_claim(write, claim.id, version=1, columns={"said_from": MONDAY})

        read = list_claims(shape=(("fact", 1),), limit=9, viewer=write.viewer)
        (row,) = write.rows(read, fact__0=left.id)
        assert (row.dated_at, claim.stances[0].dated_at) == (MONDAY, MONDAY)
