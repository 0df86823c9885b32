"""Properties of corroboration that hold for every record."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.derived.corroboration import Corroboration, Tally, corroborate
from db.derived.deduplication import FOLDS, Fold
from db.derived.sides import SIDES
from db.queries.fact_claims import ChainStepRow
from tests.db.derived.fact_claims import (
    UNNAMED,
    Record,
    affiliation,
    records,
    row,
    source,
)
from tests.rounds import drawn

by_chance = drawn(20)
SUBSETS = list(
    chain.from_iterable(combinations(FOLDS, n) for n in range(len(FOLDS) + 1))
)
some_folds = st.sampled_from(SUBSETS)


def shown(found: list[Corroboration]) -> Any:
    """Return all that is derived, in an order that says nothing."""

    def counted(tally: Tally) -> Any:
        return sorted(
            (one.id, known, list(one.claim_ids), sorted(map(str, one.folded)))
            for one, known in tally.each()
        )

    return [
        (
            one.side,
            one.stances,
            one.claims,
            counted(one.articles),
            counted(one.voices),
            counted(one.origins),
            one.warnings,
        )
        for one in found
    ]


def pairs(tally: Tally) -> list[tuple[int, int]]:
    """Return the counted or folded sources with their claims, with repetitions."""

    def each() -> Iterator[tuple[int, int]]:
        for one in tally.counted:
            yield from ((one.id, claim_id) for claim_id in one.claim_ids)
            for other in one.folded:
                yield from ((other.id, claim_id) for claim_id in other.claim_ids)

    return sorted(each())


def without(record: Record, retracted: list[ChainStepRow]) -> Record:
    """Return the record as if steps and the chains that they break had never been."""
    broken = {
        (step.claim_id, step.position)
        for step in retracted
        if step.claim_id
        and {
            other.source_id
            for other in record.steps
            if (other.claim_id, other.position) == (step.claim_id, step.position)
        }
        <= {other.source_id for other in retracted if other.claim_id == step.claim_id}
    }
    gone = {claim_id for claim_id, _ in broken}
    parts = {(step.claim_id, step.source_id) for step in retracted}
    return replace(
        record,
        rows=[one for one in record.rows if one.claim_id not in gone],
        steps=[s for s in record.steps if (s.claim_id, s.source_id) not in parts],
        retractions=[],
    )


class TestCorroborate:
    @by_chance
    @given(records(), some_folds, st.data())
    def test_ignores_retracted_claims(
        self, record: Record, folds: tuple[Fold, ...], data: st.DataObject
    ) -> None:
        numbers = st.integers(0, len(record.steps) - 1)
        chosen = data.draw(st.sets(numbers, max_size=6)) if record.steps else set()
        expected = without(record, [record.steps[number] for number in chosen])

        for number in sorted(chosen):
            record.retract(number)

        found = corroborate(record.fact_claims(), folds)
        assert shown(found) == shown(corroborate(expected.fact_claims(), folds))
        taken_back = [(s, one.claim_id) for side in found for s, one in side.retracted]
        steps = [record.steps[number] for number in chosen]
        on_fact = {one.claim_id for one in record.rows}
        assert sorted(taken_back) == sorted(
            {(s.source_id, s.claim_id) for s in steps if s.claim_id in on_fact}
        )

    @by_chance
    @given(records(), some_folds)
    def test_counts_or_folds_every_row_once(
        self, record: Record, folds: tuple[Fold, ...]
    ) -> None:
        found = corroborate(record.fact_claims(), folds)

        claims = [claim_id for side in found for claim_id in side.claims]
        assert Counter(claims) == Counter(row.claim_id for row in record.rows)
        for side in found:
            steps = [step for step in record.steps if step.claim_id in side.claims]
            own = [row for row in record.rows if row.claim_id in side.claims]
            printed = [(row.article_id, row.claim_id) for row in own]
            voices = [(s.source_id, s.claim_id) for s in steps if s.position == 1]
            origins = [(s.source_id, s.claim_id) for s in steps if s.is_origin]
            assert pairs(side.articles) == sorted(printed)
            assert pairs(side.voices) == sorted(voices)
            assert pairs(side.origins) == sorted(origins)
            attributed = {step.claim_id for step in steps}
            assert set(side.unattributed) == side.claims.keys() - attributed
            assert sum(side.stances.values()) == len(own)
            assert {row.stance for row in own} <= set(SIDES[side.side])

    @by_chance
    @given(records(), some_folds)
    def test_counts_nothing_twice(
        self, record: Record, folds: tuple[Fold, ...]
    ) -> None:
        for side in corroborate(record.fact_claims(), folds):
            for tally in (side.articles, side.voices, side.origins):
                ids = [one.id for one in tally.counted]
                assert len(set(ids)) == len(ids)
                assert [one for one in tally.counted if not one.claim_ids] == []
                for one in tally.counted:
                    assert one.id not in [other.id for other in one.folded]

    @by_chance
    @given(records(), st.sampled_from(FOLDS), some_folds)
    def test_another_rule_never_increases_the_counts(
        self, record: Record, more: Fold, folds: tuple[Fold, ...]
    ) -> None:
        fact_claims = record.fact_claims()

        few = corroborate(fact_claims, {*folds, more})
        many = corroborate(fact_claims, set(folds) - {more})

        for one, other in zip(few, many, strict=True):
            assert one.articles.total <= other.articles.total
            assert one.voices.total <= other.voices.total
            assert one.origins.total <= other.origins.total
            assert one.claims == other.claims

    @by_chance
    @given(records(), some_folds)
    def test_folds_by_the_requested_rules_only(
        self, record: Record, folds: tuple[Fold, ...]
    ) -> None:
        for side in corroborate(record.fact_claims(), folds):
            for tally in (side.articles, side.voices, side.origins):
                reasons = {o.reason for one in tally.counted for o in one.folded}
                assert reasons <= set(folds)

    @by_chance
    @given(records(), some_folds, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_rows(
        self, record: Record, folds: tuple[Fold, ...], chance: Any
    ) -> None:
        before = shown(corroborate(record.fact_claims(), folds))

        for rows in (record.rows, record.sources, record.affiliations, record.roots):
            chance.shuffle(rows)

        assert shown(corroborate(record.fact_claims(), folds)) == before

    @by_chance
    @given(records(), some_folds, st.data())
    def test_never_folds_sources_that_are_judged_different(
        self, record: Record, folds: tuple[Fold, ...], data: st.DataObject
    ) -> None:
        known = st.sampled_from([one.id for one in record.sources])
        pairs = data.draw(st.lists(st.tuples(known, known), max_size=6))

        found = corroborate(record.fact_claims(), folds, pairs)

        for side in found:
            for counted in (*side.voices.counted, *side.origins.counted):
                together = {counted.id, *(one.id for one in counted.folded)}
                assert [p for p in pairs if len(together & set(p)) == 2] == []

    @by_chance
    @given(records())
    def test_an_origin_is_named_only_by_a_chain_of_named_sources(
        self, record: Record
    ) -> None:
        kinds = {one.id: one.kind for one in record.sources}

        for side in corroborate(record.fact_claims(), ()):
            for counted, known in side.origins.each():
                chains = [
                    [kinds[s.source_id] for s in record.steps if s.claim_id == claim_id]
                    for claim_id in counted.claim_ids
                ]
                named = any(not set(steps) & set(UNNAMED) for steps in chains)
                itself = (
                    "unresolved" if kinds[counted.id] == "unresolved" else "unnamed"
                )
                if kinds[counted.id] not in UNNAMED:
                    itself = "via_unnamed"
                expected = "named" if named else itself
                assert known == expected

    @by_chance
    @given(records(), some_folds)
    def test_warns_of_a_single_origin_and_of_unnamed_origins_only(
        self, record: Record, folds: tuple[Fold, ...]
    ) -> None:
        for side in corroborate(record.fact_claims(), folds):
            total, named = side.origins.total, side.origins.count("named")
            assert ("single_origin" in side.warnings) == (total == 1)
            assert ("unnamed_only" in side.warnings) == (total > 0 == named)

    def test_finishes_if_articles_reprint_each_other(self) -> None:
        """No command lets it happen; `onrecord verify` finds it."""
        record = Record(
            [row(number, root_article_id=number % 3 + 1) for number in (1, 2, 3)]
        )

        (side, *_) = corroborate(record.fact_claims(), FOLDS)

        assert side.articles.total == 1

    def test_follows_a_chain_of_3000_reprints(self) -> None:
        record = Record(
            [
                row(number, root_article_id=number - 1 or None)
                for number in range(1, 3001)
            ]
        )

        (side, *_) = corroborate(record.fact_claims(), FOLDS)

        assert side.articles.total == 1
        assert side.articles.counted[0].id == 1

    def test_ignores_claims_of_a_source_withdrawn_between_two_reads(self) -> None:
        record = Record([row(1), row(2)], sources=[source(9)])
        record.add_claim(1, [[9]])
        record.add_claim(2, [[8]])

        (side, *_) = corroborate(record.fact_claims(), FOLDS)

        assert list(side.claims) == [1]

    @pytest.mark.parametrize("folds", SUBSETS)
    def test_folds_sources_that_are_members_of_each_other(
        self, folds: tuple[Fold, ...]
    ) -> None:
        record = Record([row(1)], sources=[source(1), source(2)])
        record.add_claim(1, [[1, 2]])
        record.affiliations = [affiliation(one, 3 - one) for one in (1, 2)]

        (side, *_) = corroborate(record.fact_claims(), folds)

        assert side.origins.total == (1 if "member_of" in folds else 2)
