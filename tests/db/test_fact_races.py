"""Concurrent writes to facts, in transactions that really commit."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.commands.claims import restore_claim, set_stance, withdraw_claim
from db.commands.facts import (
    assess_fact,
    merge_fact,
    record_outcome,
    register_fact,
    resolve_fact,
    revise_fact,
    unmerge_fact,
    withdraw_fact,
)
from db.engine.session import SessionFactory, Write, make_session_factory
from db.errors import ConflictError, InvalidError, MergedError, StaleError
from db.models import Assessment, Fact, Outcome
from tests.db.rows import MONDAY
from tests.db.test_fact_clusters import violated
from tests.db.test_races import Work, at_once, count, do, failures, while_open
from tests.factories import make_claim, make_fact

YES = {"value": "yes", "known_at": MONDAY}


@pytest.fixture
def committed(emptied: Engine) -> SessionFactory:
    return make_session_factory(emptied)


@pytest.fixture
def facts(committed: SessionFactory) -> list[int]:
    return [do(committed, make_fact).id for _ in range(3)]


def merging(fact_id: int, into_id: int, version: int = 1) -> Work:
    return lambda write: merge_fact(write, fact_id, into_id=into_id, version=version)


def merges(write: Write) -> dict[int, int]:
    found = select(Fact.id, Fact.merged_into_id).where(Fact.merged_into_id > 0)
    return {row.id: row.merged_into_id for row in write.session.execute(found)}


class TestFacts:
    def test_only_one_of_several_writers_changes_a_version(
        self, emptied: Engine, committed: SessionFactory, facts: list[int]
    ) -> None:
        def note(text: str) -> Work:
            return lambda write: revise_fact(write, facts[0], version=1, note=text)

        answers = at_once(emptied, [note(str(number)) for number in range(8)])

        assert failures(answers) == [StaleError] * 7
        fact = do(committed, lambda write: write.session.get_one(Fact, facts[0]))
        assert (fact.version, fact.note) == (2, str(answers.index(None)))

    def test_the_same_description_creates_one_fact(
        self, emptied: Engine, committed: SessionFactory
    ) -> None:
        described = {"fact": {"statement": "It rains."}}

        answers = at_once(emptied, [lambda w: resolve_fact(w, described)] * 8)

        assert len(set(answers)) == 1
        assert do(committed, count(Fact)) == 1

    def test_equal_statements_get_different_slugs(self, emptied: Engine) -> None:
        def register(write: Write) -> str:
            return register_fact(write, {"statement": "It rains."}).slug

        answers = at_once(emptied, [register] * 4)

        assert set(answers) == {"it-rains", *(f"it-rains-{n}" for n in (2, 3, 4))}

    def test_the_second_of_two_changes_cannot_close_a_circle_of_parts(
        self, committed: SessionFactory, facts: list[int]
    ) -> None:
        def put(fact_id: int, parent_id: int) -> Work:
            return lambda w: revise_fact(w, fact_id, version=1, parent_id=parent_id)

        closing = while_open(
            committed, put(facts[0], facts[1]), put(facts[1], facts[0])
        )

        with pytest.raises(InvalidError, match="part of itself"):
            closing.result()


class TestJudgements:
    def test_only_one_of_several_outcomes_is_stored(
        self, emptied: Engine, committed: SessionFactory, facts: list[int]
    ) -> None:
        answers = at_once(emptied, [lambda w: record_outcome(w, facts[0], YES).id] * 8)

        (made,) = (answer for answer in answers if isinstance(answer, int))
        conflicts = [answer for answer in answers if answer != made]
        assert failures(answers) == [ConflictError] * 7
        assert {conflict.record_id for conflict in conflicts} == {made}
        assert do(committed, count(Outcome)) == 1

    def test_only_one_assessment_of_an_assessor_and_as_of_remains_current(
        self, emptied: Engine, committed: SessionFactory, facts: list[int]
    ) -> None:
        def assess(write: Write) -> int:
            held = {"verdict": "true", "as_of": MONDAY, "assessor": {"name": "Desk"}}
            return assess_fact(write, facts[0], held).id

        answers = at_once(emptied, [assess] * 6)

        assert len(set(answers)) == 6
        standing = select(Assessment.id).where(Assessment.superseded_at.is_(None))
        assert do(committed, lambda w: w.session.scalars(standing).all()) == [
            max(answers)
        ]

    def test_a_fact_of_a_new_claim_cannot_be_withdrawn(
        self, committed: SessionFactory, facts: list[int]
    ) -> None:
        stances = [{"fact_id": facts[0], "stance": "supports"}]

        withdrawal = while_open(
            committed,
            lambda write: make_claim(write, stances=stances),
            lambda write: withdraw_fact(write, facts[0], version=1),
        )

        with pytest.raises(ConflictError, match="1 live claim uses"):
            withdrawal.result()

    def test_a_fact_of_a_restored_claim_cannot_be_withdrawn(
        self, committed: SessionFactory, facts: list[int]
    ) -> None:
        stances = [{"fact_id": facts[0], "stance": "supports"}]
        claim = do(committed, lambda write: make_claim(write, stances=stances))
        do(committed, lambda write: withdraw_claim(write, claim.id, version=1))

        withdrawal = while_open(
            committed,
            lambda write: restore_claim(write, claim.id, version=2),
            lambda write: withdraw_fact(write, facts[0], version=1),
        )

        with pytest.raises(ConflictError, match="1 live claim uses"):
            withdrawal.result()

    def test_a_stance_on_a_fact_that_was_merged_first_is_refused(
        self, committed: SessionFactory, facts: list[int]
    ) -> None:
        claim = do(committed, make_claim)

        judging = while_open(
            committed,
            merging(facts[0], facts[1]),
            lambda w: set_stance(w, claim.id, facts[0], stance="denies", version=None),
        )

        with pytest.raises(MergedError):
            judging.result()

    def test_a_merge_after_a_stance_includes_the_stance(
        self, committed: SessionFactory, facts: list[int]
    ) -> None:
        claim = do(committed, make_claim)

        merge = while_open(
            committed,
            lambda w: set_stance(w, claim.id, facts[0], stance="denies", version=None),
            merging(facts[0], facts[1]),
        )

        assert merge.result() is None
        assert do(committed, violated) == []


class TestMerges:
    def test_only_one_of_two_facts_is_merged_into_the_other(
        self, emptied: Engine, committed: SessionFactory, facts: list[int]
    ) -> None:
        first, second, _ = facts

        for _ in range(4):
            works = [merging(first, second), merging(second, first)]
            answers = at_once(emptied, works)

            left: Any = do(committed, merges)
            assert len(left) == 1
            assert sorted(map(bool, answers)) == [False, True]
            assert isinstance(answers[answers.index(None) - 1], InvalidError)
            ((merged, _),) = left.items()
            do(committed, lambda w, merged=merged: undo(w, merged))

    def test_three_facts_in_a_ring_are_not_merged_into_a_circle(
        self, emptied: Engine, committed: SessionFactory, facts: list[int]
    ) -> None:
        ring = zip(facts, [*facts[1:], facts[0]], strict=True)

        answers = at_once(emptied, [merging(*pair) for pair in ring])

        left: Any = do(committed, merges)
        assert len(left) == answers.count(None) <= 2
        assert do(committed, violated) == []

    def test_a_merge_during_an_unmerge_keeps_the_judgements_valid(
        self, committed: SessionFactory, facts: list[int]
    ) -> None:
        left, unmerged, merged = facts
        do(committed, lambda w: record_outcome(w, unmerged, YES))
        do(committed, merging(unmerged, left, 2))

        merge = while_open(
            committed,
            lambda w: unmerge_fact(w, unmerged, version=3),
            merging(merged, left),
        )

        assert merge.result() is None
        assert do(committed, violated) == []

    def test_the_second_of_two_contradicting_merges_is_refused(
        self, committed: SessionFactory, facts: list[int]
    ) -> None:
        left, *others = facts
        for fact_id, value in zip(others, ("yes", "no"), strict=True):
            settled = YES | {"value": value}
            do(committed, lambda w, f=fact_id, s=settled: record_outcome(w, f, s))

        second = while_open(
            committed, merging(others[0], left, 2), merging(others[1], left, 2)
        )

        with pytest.raises(ConflictError, match="judged differently"):
            second.result()


def undo(write: Write, fact_id: int) -> None:
    """Unmerge a fact from the other, and make both look untouched."""
    unmerge_fact(write, fact_id, version=2)
    write.session.get_one(Fact, fact_id).version = 1
