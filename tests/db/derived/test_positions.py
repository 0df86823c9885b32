from typing import Any

from db.derived.positions import (
    last_position,
    signed,
    stances_by_fact,
    stances_by_pair,
)
from tests.db.derived.written_rows import fact_claims, row

SOURCE, OTHER = 7, 8


class TestStancesByPair:
    def test_a_source_holds_at_the_end_of_a_chain_and_relays_before_it(self) -> None:
        held, relayed = row("supports"), row("denies")
        told = fact_claims((held, [OTHER, SOURCE]), (relayed, [SOURCE, OTHER]))

        assert stances_by_pair(told, "holds", SOURCE.__eq__) == {(SOURCE, 1): [held]}
        assert stances_by_pair(told, "relays", SOURCE.__eq__) == {
            (SOURCE, 1): [relayed]
        }

    def test_assigns_a_joint_stance_to_each_origin(self) -> None:
        joint = row("supports")

        found = stances_by_pair(fact_claims((joint, [[SOURCE, OTHER]])), "holds", bool)

        assert found == {(SOURCE, 1): [joint], (OTHER, 1): [joint]}

    def test_sorts_stances_by_time_then_by_claim(self) -> None:
        rows = [row("supports", at) for at in (2, 1, 2)]
        told = fact_claims(*((one, [SOURCE]) for one in reversed(rows)))

        found = stances_by_pair(told, "holds", bool)

        assert found[SOURCE, 1] == [rows[1], rows[0], rows[2]]

    def test_omits_claims_without_attribution(self) -> None:
        assert stances_by_pair(fact_claims((row("supports"), [])), "holds", bool) == {}


class TestStancesByFact:
    def test_sorts_held_and_relayed_stances_by_time(self) -> None:
        relayed, held = row("supports", 1), row("denies", 2)
        told = fact_claims((held, [SOURCE]), (relayed, [SOURCE, OTHER]))

        found = stances_by_fact(told, SOURCE)

        assert found == {1: [(relayed, "relays"), (held, "holds")]}

    def test_groups_stances_by_fact(self) -> None:
        rows = [row("supports", fact_id=fact) for fact in (1, 2)]

        found = stances_by_fact(fact_claims(*((one, [SOURCE]) for one in rows)), SOURCE)

        assert {fact: len(stances) for fact, stances in found.items()} == {1: 1, 2: 1}


class TestLastPosition:
    def side(self, *rows: Any) -> str | None:
        position = last_position(signed(rows))
        return None if position is None else position.sign or "both"

    def test_is_the_newest_side_taken(self) -> None:
        assert self.side(row("supports", 1), row("hedges_against", 2)) == "-"
        assert self.side(row("denies", 1), row("hedges_for", 2)) == "+"

    def test_ignores_later_stances_without_a_side(self) -> None:
        assert self.side(row("supports", 1), row("noncommittal", 2)) == "+"
        assert self.side(row("denies", 1), row("no_evidence", 2)) == "-"

    def test_is_none_without_a_side(self) -> None:
        assert self.side(row("noncommittal"), row("no_evidence")) is None

    def test_is_both_if_opposite_sides_are_taken_at_the_same_time(self) -> None:
        assert self.side(row("supports", 2), row("denies", 2)) == "both"
        assert self.side(row("supports", 1), row("denies", 2)) == "-"

    def test_is_hedged_if_all_its_stances_are(self) -> None:
        hedged = last_position([row("hedges_for"), row("hedges_for")])
        half = last_position([row("hedges_for"), row("supports")])

        assert hedged
        assert half
        assert (hedged.hedged, half.hedged) == (True, False)
