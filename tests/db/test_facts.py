from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.commands.claims import withdraw_claim
from db.commands.facts import (
    merge_fact,
    record_outcome,
    register_fact,
    resolve_fact,
    restore_fact,
    revise_fact,
    supersede_outcome,
    withdraw_fact,
)
from db.engine.session import Write
from db.errors import (
    ConflictError,
    InvalidError,
    MergedError,
    NotFoundError,
    StaleError,
)
from db.models import Fact
from db.queries.facts import get_fact
from tests.factories import make_claim, make_fact

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
LONG = "x" * 81


def read(write: Write, fact: Fact, **shape: Any) -> Any:
    find = get_fact(**{"viewer": write.viewer} | shape)
    (row,) = write.rows(find, fact=fact.id, until=write.now + timedelta(days=1))
    return row


def slugs(write: Write, *statements: str) -> list[str]:
    return [register_fact(write, {"statement": one}).slug for one in statements]


class TestRegisterFact:
    def test_stores_given_values(self, write: Write) -> None:
        whole = make_fact(write)
        given = {
            "statement": "Él entra en Ucrania.",
            "slug": "entra",
            "kind": "forecast",
            "resolution_criteria": "Two agencies say so.",
            "opens_at": MONDAY,
            "closes_at": TUESDAY,
            "resolves_by": TUESDAY,
            "place": "Minsk",
            "parent_id": whole.id,
            "note": "see the style book",
            "visibility": "restricted",
        }

        fact = register_fact(write, given)

        stored = {name: getattr(fact, name) for name in given}
        assert (stored, fact.version) == (given, 1)
        (change,) = [one for one in write.changes if one.record_id == fact.id][-1:]
        assert (change.resource, change.action, change.before) == (
            "fact",
            "create",
            None,
        )

    @pytest.mark.parametrize(
        ("statement", "slug"),
        [
            ("Belarus enters Ukraine.", "belarus-enters-ukraine"),
            ("  Él—¿Ürümqi?  ", "el-urumqi"),
            ("Straße 9", "strasse-9"),
            ("Беларусь", "fact"),
            ("2023", "fact-2023"),
            ("20 23", "fact-20-23"),
            ("?!", "fact"),
            (LONG, "fact"),
            (f"{LONG} rains", "fact"),
            (f"Rain {LONG}", "rain"),
            ("ab " * 60, "ab-" * 26 + "ab"),
            ("x" * 80, "x" * 80),
        ],
    )
    def test_makes_the_slug_from_the_statement(
        self, write: Write, statement: str, slug: str
    ) -> None:
        assert slugs(write, statement) == [slug]

    def test_numbers_slugs_with_the_same_beginning(self, write: Write) -> None:
        rain = slugs(write, "Rain", "rain!", "RAIN?", "Rain 2", "Rain 2.")
        dry = slugs(write, "дождь", "снег")

        assert rain == ["rain", "rain-2", "rain-3", "rain-2-2", "rain-2-3"]
        assert dry == ["fact", "fact-2"]

    def test_reuses_the_slug_of_a_withdrawn_fact(self, write: Write) -> None:
        old = make_fact(write, statement="Rain")
        withdraw_fact(write, old.id, version=1)

        assert slugs(write, "Rain") == ["rain"]

    def test_avoids_the_slug_of_a_restricted_fact(self, write: Write) -> None:
        make_fact(write, statement="Rain", visibility="restricted")

        assert slugs(write, "Rain") == ["rain-2"]

    def test_conflict_names_the_existing_fact_and_keeps_the_transaction(
        self, write: Write
    ) -> None:
        fact = make_fact(write, slug="rain")

        with pytest.raises(ConflictError, match=f"Conflicts with fact {fact.id}"):
            make_fact(write, slug="rain")

        assert make_fact(write, slug="snow").id

    @pytest.mark.parametrize(
        ("values", "name"),
        [
            ({"kind": "forecast", "resolves_by": MONDAY}, "resolution_criteria"),
            ({"kind": "forecast", "resolution_criteria": "x"}, "resolves_by"),
            ({"opens_at": MONDAY, "closes_at": MONDAY}, "closes_at"),
            ({"opens_at": TUESDAY, "resolves_by": MONDAY}, "resolves_by"),
            ({"parent_id": 9_000_000}, "parent_id"),
        ],
    )
    def test_refuses_invalid_values(
        self, write: Write, values: dict[str, Any], name: str
    ) -> None:
        with pytest.raises(InvalidError) as caught:
            make_fact(write, **values)

        assert caught.value.path == (name,)

    def test_refuses_a_withdrawn_or_merged_parent(self, write: Write) -> None:
        gone, merged, left = (make_fact(write) for _ in range(3))
        withdraw_fact(write, gone.id, version=1)
        merge_fact(write, merged.id, into_id=left.id, version=1)

        with pytest.raises(InvalidError, match="No such fact"):
            make_fact(write, parent_id=gone.id)
        with pytest.raises(InvalidError, match=f"This fact is now {left.id}"):
            make_fact(write, parent_id=merged.id)


class TestResolveFact:
    def test_finds_a_fact_by_id_slug_or_statement(self, write: Write) -> None:
        fact = make_fact(write, slug="rain", statement="Él dijo.")

        for given in (
            {"fact_id": fact.id},
            {"fact": "rain"},
            {"fact": {"slug": "rain"}},
            {"fact": {"slug": "rain", "statement": "Another."}},
            {"fact": {"statement": "él  DIJO"}},
        ):
            assert resolve_fact(write, given) == fact.id

    def test_creates_a_missing_fact(self, write: Write) -> None:
        spec = {"statement": "Snow.", "kind": "event"}

        made = resolve_fact(write, {"fact": spec})
        named = resolve_fact(write, {"fact": spec | {"slug": "white"}})

        assert resolve_fact(write, {"fact": "snow"}) == made
        assert resolve_fact(write, {"fact": "white"}) == named

    def test_prefers_the_public_fact_of_a_slug(self, write: Write) -> None:
        make_fact(write, slug="rain", visibility="restricted")
        public = make_fact(write, slug="rain")

        assert resolve_fact(write, {"fact": "rain"}) == public.id

    def test_conflict_lists_several_facts_with_the_statement(
        self, write: Write
    ) -> None:
        first, second = (
            make_fact(write, slug=slug, statement="Rain.") for slug in ("one", "two")
        )

        with pytest.raises(ConflictError, match="2 facts have this") as caught:
            resolve_fact(write, {"fact": {"statement": "rain."}}, at=("stances", 3))

        assert caught.value.path == ("stances", 3, "fact")
        assert [one["id"] for one in caught.value.candidates] == [first.id, second.id]
        assert caught.value.candidates[0] == {
            "id": first.id,
            "slug": "one",
            "statement": "Rain.",
        }

    def test_uses_the_survivor_of_two_equal_facts(self, write: Write) -> None:
        first, second = (make_fact(write, statement="Rain.") for _ in range(2))
        merge_fact(write, first.id, into_id=second.id, version=1)

        assert resolve_fact(write, {"fact": {"statement": "Rain."}}) == second.id

    @pytest.mark.parametrize(
        "given",
        [{"fact": "rain"}, {"fact": {"slug": "rain"}}, {"fact": {"statement": "RAIN"}}],
    )
    def test_error_names_the_survivor_of_a_merged_fact(
        self, write: Write, given: dict[str, Any]
    ) -> None:
        merged, left = make_fact(write, statement="Rain"), make_fact(write)
        merge_fact(write, merged.id, into_id=left.id, version=1)

        for one in (given, {"fact_id": merged.id}):
            with pytest.raises(InvalidError, match=f"is now {left.id}") as caught:
                resolve_fact(write, one)
            assert caught.value.code == "merged"

    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ({"fact_id": 9_000_000}, ("fact_id",)),
            ({"fact": "none"}, ("fact",)),
            ({"fact": {"slug": "none"}}, ("fact", "slug")),
            ({"fact": {"slug": "none", "statement": None}}, ("fact", "slug")),
        ],
    )
    def test_error_path_names_the_unknown_fact(
        self, write: Write, given: dict[str, Any], path: tuple[str, ...]
    ) -> None:
        with pytest.raises(InvalidError) as caught:
            resolve_fact(write, given, at=("stances", 0))

        assert caught.value.path == ("stances", 0, *path)
        assert caught.value.code == "not_found"

    def test_error_path_names_the_invalid_field_of_a_new_fact(
        self, write: Write
    ) -> None:
        spec = {"statement": "Rain.", "kind": "forecast"}

        with pytest.raises(InvalidError) as caught:
            resolve_fact(write, {"fact": spec}, at=("stances", 0))

        assert caught.value.path == ("stances", 0, "fact", "resolution_criteria")


class TestReviseFact:
    def test_sets_given_fields(self, write: Write) -> None:
        fact = make_fact(write, slug="rain", place="Minsk")

        revise_fact(write, fact.id, version=1, statement="Él dijo.", place=None)

        row = read(write, fact)
        assert (row.statement, row.place, row.slug, row.version) == (
            ("Él dijo.", None, "rain", 2)
        )
        assert resolve_fact(write, {"fact": {"statement": "él dijo"}}) == fact.id

    def test_conflict_names_the_fact_with_the_slug(self, write: Write) -> None:
        first, second = make_fact(write, slug="one"), make_fact(write, slug="two")

        with pytest.raises(ConflictError, match=f"Conflicts with fact {first.id}"):
            revise_fact(write, second.id, version=1, slug="one")

        assert read(write, second).version == 1

    @pytest.mark.parametrize(
        ("values", "name"),
        [
            ({"kind": "forecast"}, "resolution_criteria"),
            ({"opens_at": TUESDAY}, "closes_at"),
            ({"closes_at": MONDAY - timedelta(days=9)}, "closes_at"),
        ],
    )
    def test_refuses_contradictions_of_the_stored_record(
        self, write: Write, values: dict[str, Any], name: str
    ) -> None:
        opens_at = MONDAY - timedelta(days=1)
        fact = make_fact(write, opens_at=opens_at, closes_at=MONDAY)

        with pytest.raises(InvalidError) as caught:
            revise_fact(write, fact.id, version=1, **values)

        assert caught.value.path == (name,)

    def test_refuses_a_circle_of_parts(self, write: Write) -> None:
        whole = make_fact(write)
        part = make_fact(write, parent_id=whole.id)
        smallest = make_fact(write, parent_id=part.id)

        for parent in (whole, part, smallest):
            with pytest.raises(InvalidError, match="be part of itself") as caught:
                revise_fact(write, whole.id, version=1, parent_id=parent.id)
            assert caught.value.path == ("parent_id",)

    def test_refuses_a_circle_of_parts_through_a_merge(self, write: Write) -> None:
        merged, left = make_fact(write), make_fact(write)
        part = make_fact(write, parent_id=merged.id)
        merge_fact(write, merged.id, into_id=left.id, version=1)

        with pytest.raises(InvalidError, match="be part of itself"):
            revise_fact(write, left.id, version=1, parent_id=part.id)

    def test_accepts_the_stored_parent_after_it_was_merged(self, write: Write) -> None:
        merged, left = make_fact(write), make_fact(write)
        part = make_fact(write, parent_id=merged.id)
        merge_fact(write, merged.id, into_id=left.id, version=1)

        revise_fact(write, part.id, version=1, note="x", parent_id=merged.id)
        revise_fact(write, part.id, version=2, parent_id=left.id)
        with pytest.raises(InvalidError, match=f"This fact is now {left.id}"):
            revise_fact(write, part.id, version=3, parent_id=merged.id)

    def test_refuses_an_opening_after_its_outcome_was_known(self, write: Write) -> None:
        fact, merged = make_fact(write), make_fact(write)
        record_outcome(write, merged.id, {"value": "yes", "known_at": MONDAY})
        merge_fact(write, merged.id, into_id=fact.id, version=2)
        supersede_outcome(
            write, fact.id, {"value": "yes", "known_at": TUESDAY}, version=None
        )

        revise_fact(write, fact.id, version=2, opens_at=MONDAY)
        with pytest.raises(InvalidError, match="known before opens_at") as caught:
            revise_fact(write, fact.id, version=3, opens_at=TUESDAY)
        assert caught.value.path == ("opens_at",)

    def test_refuses_a_stale_version(self, write: Write) -> None:
        fact = make_fact(write)

        with pytest.raises(StaleError):
            revise_fact(write, fact.id, version=2, note="x")

    def test_refuses_withdrawn_and_merged_facts(self, write: Write) -> None:
        gone, merged, left = (make_fact(write) for _ in range(3))
        withdraw_fact(write, gone.id, version=1)
        merge_fact(write, merged.id, into_id=left.id, version=1)

        with pytest.raises(NotFoundError):
            revise_fact(write, gone.id, version=2, note="x")
        with pytest.raises(MergedError):
            revise_fact(write, merged.id, version=2, note="x")


class TestWithdrawFact:
    def test_refuses_while_live_claims_use_it(self, write: Write) -> None:
        fact = make_fact(write)
        stances = [{"fact_id": fact.id, "stance": "supports"}]
        claims = [make_claim(write, stances=stances) for _ in range(3)]
        withdraw_claim(write, claims[0].id, version=1)

        with pytest.raises(ConflictError, match="2 live claims use") as caught:
            withdraw_fact(write, fact.id, version=1)

        assert (caught.value.resource, caught.value.count) == ("claim", 2)
        assert caught.value.record_id == claims[1].id

    def test_refuses_while_it_has_parts_or_merged_facts(self, write: Write) -> None:
        whole, left, merged = (make_fact(write) for _ in range(3))
        make_fact(write, parent_id=whole.id)
        merge_fact(write, merged.id, into_id=left.id, version=1)

        for fact in (whole, left):
            with pytest.raises(ConflictError, match="1 live fact uses") as caught:
                withdraw_fact(write, fact.id, version=1)
            assert (caught.value.resource, caught.value.count) == ("fact", 1)

    def test_hides_the_fact(self, write: Write) -> None:
        fact = make_fact(write)

        withdraw_fact(write, fact.id, version=1)

        row = read(write, fact, withdrawn=True)
        assert (row.version, row.withdrawn_at) == (2, write.now)
        with pytest.raises(ValueError, match="unpack"):
            read(write, fact)


class TestRestoreFact:
    def test_restores_the_fact(self, write: Write) -> None:
        fact = make_fact(write)
        withdraw_fact(write, fact.id, version=1)

        restore_fact(write, fact.id, version=2)

        assert read(write, fact).version == 3

    def test_refuses_a_live_fact(self, write: Write) -> None:
        with pytest.raises(ConflictError, match="not withdrawn"):
            restore_fact(write, make_fact(write).id, version=1)

    def test_refuses_a_fact_whose_slug_is_taken(self, write: Write) -> None:
        old = make_fact(write, slug="rain")
        withdraw_fact(write, old.id, version=1)
        new = make_fact(write, slug="rain")

        with pytest.raises(ConflictError, match=f"Conflicts with fact {new.id}"):
            restore_fact(write, old.id, version=2)

    def test_refuses_a_part_of_a_withdrawn_fact(self, write: Write) -> None:
        whole = make_fact(write)
        part = make_fact(write, parent_id=whole.id)
        withdraw_fact(write, part.id, version=1)
        withdraw_fact(write, whole.id, version=1)

        with pytest.raises(ConflictError, match="depends on is withdrawn") as caught:
            restore_fact(write, part.id, version=2)

        assert caught.value.record_id == whole.id
