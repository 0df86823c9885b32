"""Sources that are one origin: relays, judgements of identity, and affiliations."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.derived.deduplication import FOLDS, Fold
from tests.api.bodies import API, Json
from tests.api.reports import (
    Reporter,
    claim,
    denial,
    folds,
    named,
    numbers,
    official,
    officials,
    outlet,
)
from tests.keys import shown

WIRE = outlet("Wire")


def tie_to(organisation: str, **held: Any) -> Json:
    """Return a membership, and when it was ``held``."""
    return {"organisation": named(organisation), "relation": "member_of"} | held


def by_unnamed_sources_of_a_reprint(reporter: Reporter) -> None:
    wire = reporter.prints(claim(official()), by="Reuters")
    reporter.prints(claim(official()), root_article_id=wire["id"])


def by_the_outlet_of_a_reprint(reporter: Reporter) -> None:
    wire = reporter.prints(claim(outlet("Reuters")), by="Reuters")
    reporter.prints(claim(outlet("CNN")), root_article_id=wire["id"])


def by_outlets_of_two_reprints(reporter: Reporter) -> None:
    wire = reporter.prints(by="Reuters")
    for name in ("CNN", "BBC"):
        reporter.prints(claim(outlet(name)), by=name, root_article_id=wire["id"])


def by_a_member(reporter: Reporter) -> None:
    poland = named("Poland") | {"affiliations": [tie_to("NATO")]}
    reporter.prints(claim(poland), claim(named("NATO")))


def by_a_group_of_an_organisation(reporter: Reporter) -> None:
    of_nato = official("general", "NATO"), officials("officials", "NATO")
    reporter.prints(*map(claim, of_nato))


def by_a_vague_group(reporter: Reporter) -> None:
    reporter.prints(claim(official("general")), claim(officials("the sources")))


def by_the_same_relay(reporter: Reporter) -> None:
    for name in ("CNN", "BBC"):
        reporter.prints(claim(WIRE, official("naval officer")), by=name)


FOLDED: list[tuple[Fold, Callable[[Reporter], None]]] = [
    ("reprint", by_unnamed_sources_of_a_reprint),
    ("reprint", by_the_outlet_of_a_reprint),
    ("reprint", by_outlets_of_two_reprints),
    ("member_of", by_a_member),
    ("group_in_article", by_a_group_of_an_organisation),
    ("group_in_article", by_a_vague_group),
    ("same_relay", by_the_same_relay),
]


@pytest.fixture
def reporter(client: TestClient) -> Reporter:
    return Reporter(client)


def origins(reporter: Reporter, **params: Any) -> Json:
    found: Json = reporter.side(**params)["explain"]["origins"]
    return found


class TestSameRelay:
    def test_folds_one_source_of_a_wire_in_five_papers_into_one_origin(
        self, reporter: Reporter
    ) -> None:
        for number in range(5):
            reporter.prints(claim(WIRE, official("naval officer")), by=f"P{number}")

        side = reporter.side()

        assert numbers(side["origins"]) == (1, 0, 1)
        assert side["warnings"] == ["single_origin", "unnamed_only"]
        folded = side["explain"]["origins"]["folded"]
        assert [one["reason"] for one in folded] == ["same_relay"] * 4
        assert reporter.side(fold="none")["origins"]["total"] == 5

    @pytest.mark.parametrize("relay", [named("Spokes Person", "person"), WIRE])
    def test_applies_to_any_named_relay_in_the_chain(
        self, reporter: Reporter, relay: Json
    ) -> None:
        reporter.prints(claim(relay, official("aide"), official("naval officer")))
        reporter.prints(claim(named("NATO"), relay, official("The Naval Officer")))
        reporter.prints(claim(relay, official("naval officer")), by="BBC")

        found = origins(reporter)
        assert len(found["counted"]) == 2
        assert folds(found) == {("naval officer", "naval officer", "same_relay")}

    @pytest.mark.parametrize(
        "other",
        [
            [outlet("Another wire"), official("naval officer")],
            [WIRE, official("army officer")],
            [WIRE, officials("naval officer")],
            [official("aide"), official("naval officer")],
            [official("naval officer")],
        ],
        ids=["relay", "descriptor", "kind", "unnamed relay", "no relay"],
    )
    def test_does_not_fold_chains_that_differ(
        self, reporter: Reporter, other: Any
    ) -> None:
        reporter.prints(claim(WIRE, official("naval officer")))
        reporter.prints(claim(*other), by="BBC")

        assert len(origins(reporter)["counted"]) == 2

    def test_does_not_fold_unresolved_sources(self, reporter: Reporter) -> None:
        she = {"kind": "unresolved", "name": "she"}
        for by in ("CNN", "BBC"):
            reporter.prints(claim(WIRE, she), by=by)

        assert len(origins(reporter)["counted"]) == 2

    def test_does_not_fold_across_sides(self, reporter: Reporter) -> None:
        reporter.prints(claim(WIRE, official("naval officer")))
        reporter.prints(denial(WIRE, official("naval officer")), by="BBC")

        assert reporter.side("for")["origins"]["total"] == 1
        assert reporter.side("against")["origins"]["total"] == 1


class TestDifferent:
    def judge(self, reporter: Reporter, *names: str, judgement: str) -> Json:
        found = origins(reporter, fold="none")["counted"]
        ids = {one["source"]["name"]: one["source_id"] for one in found}
        return self.judge_ids(reporter, *(ids[name] for name in names), judgement)

    def judge_ids(
        self, reporter: Reporter, one: int, other: int, judgement: str = "different"
    ) -> Json:
        path = f"{API}/sources/{one}/identities/{other}"
        body = {"judgement": judgement}
        answer = reporter.client.put(path, json=body, params={"reason": "as told"})
        assert answer.status_code in {200, 201}, answer.text
        judged: Json = answer.json()
        return judged

    @pytest.fixture
    def told(self, reporter: Reporter) -> Reporter:
        reporter.prints(
            claim(official("general", "NATO")), claim(officials("officials", "NATO"))
        )
        return reporter

    @pytest.mark.parametrize(("rule", "fold"), FOLDED)
    def test_prevents_folding_by_each_rule(
        self, reporter: Reporter, rule: Fold, fold: Callable[[Reporter], None]
    ) -> None:
        fold(reporter)
        (folded,) = origins(reporter)["folded"]
        assert folded["reason"] == rule

        self.judge_ids(reporter, folded["source_id"], folded["into_id"])

        apart = origins(reporter)
        assert (len(apart["counted"]), apart["folded"]) == (2, [])

    def test_every_rule_has_a_case(self) -> None:
        assert {rule for rule, _ in FOLDED} == set(FOLDS)

    def test_prevents_folding_two_reprints_of_one_article(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(claim(outlet("Reuters")), by="Reuters")
        for name in ("CNN", "BBC"):
            reporter.prints(claim(outlet(name)), by=name, root_article_id=wire["id"])
        assert len(origins(reporter)["counted"]) == 1

        self.judge(reporter, "CNN", "BBC", judgement="different")

        assert len(origins(reporter)["counted"]) == 2

    def test_prevents_folding_an_outlet_into_the_group_of_its_root(
        self, reporter: Reporter
    ) -> None:
        reuters = outlet("Reuters") | {"affiliations": [tie_to("Pool")]}
        wire = reporter.prints(claim(reuters), claim(named("Pool")), by="Reuters")
        reporter.prints(claim(outlet("CNN")), root_article_id=wire["id"])
        assert len(origins(reporter)["counted"]) == 1

        self.judge(reporter, "CNN", "Pool", judgement="different")

        assert len(origins(reporter)["counted"]) == 2

    def test_does_not_prevent_folding_other_sources(self, reporter: Reporter) -> None:
        for name in ("CNN", "BBC", "AP"):
            reporter.prints(claim(WIRE, official("naval officer")), by=name)
        first, second, third = (
            one["source_id"] for one in origins(reporter, fold="none")["counted"]
        )

        self.judge_ids(reporter, first, second)
        with_the_first = origins(reporter)
        self.judge_ids(reporter, first, third)
        among_themselves = origins(reporter)

        assert len(with_the_first["counted"]) == len(among_themselves["counted"]) == 2

    def test_sources_judged_unsure_are_folded(self, told: Reporter) -> None:
        self.judge(told, "general", "officials", judgement="unsure")

        assert len(origins(told)["counted"]) == 1

    def test_counts_only_until_it_is_replaced(self, told: Reporter) -> None:
        judged = self.judge(told, "general", "officials", judgement="different")
        between = {"as_of": judged["created_at"], "as_of_kind": "record"}
        self.judge(told, "general", "officials", judgement="unsure")

        assert len(origins(told)["counted"]) == 1
        assert len(origins(told, **between)["counted"]) == 2

    def test_prevents_folding_two_members_through_their_organisation(
        self, reporter: Reporter
    ) -> None:
        poland = named("Poland") | {"affiliations": [tie_to("NATO")]}
        latvia = named("Latvia") | {"affiliations": [tie_to("NATO")]}
        reporter.prints(claim(named("NATO")), claim(poland), claim(latvia))
        assert len(origins(reporter)["counted"]) == 1

        self.judge(reporter, "Poland", "Latvia", judgement="different")

        assert len(origins(reporter)["counted"]) == 2

    def test_is_ignored_in_responses_to_readers(self, told: Reporter) -> None:
        self.judge(told, "general", "officials", judgement="different")

        answer = told.client.get(
            f"{API}/facts/rain/corroboration", headers=shown("reader")
        )

        assert answer.json()["sides"][0]["origins"]["total"] == 1


class TestAffiliationDates:
    @pytest.mark.parametrize(
        ("ends", "origins_counted"),
        [
            ({"from": "2009-01-01", "to": "2017-01-01", "precision": "year"}, 2),
            ({"from": "2022-03-21", "to": "2022-03-22", "precision": "day"}, 1),
            ({"from": "2022-03-20", "to": "2022-03-21", "precision": "day"}, 2),
            ({"from": "2022-03-22", "to": "2022-03-23", "precision": "day"}, 2),
            (None, 1),
        ],
        ids=["over", "that day", "the day before", "the day after", "open"],
    )
    def test_folds_members_only_during_their_affiliation(
        self, reporter: Reporter, ends: Json | None, origins_counted: int
    ) -> None:
        held = {"held": ends} if ends else {}
        senator = named("Pat Role", "person")
        senator |= {"affiliations": [tie_to("Senate", **held)]}
        reporter.prints(claim(senator), claim(named("Senate")), on=21)

        assert len(origins(reporter)["counted"]) == origins_counted

    def test_does_not_fold_members_who_also_spoke_outside_of_it(
        self, reporter: Reporter
    ) -> None:
        held = {"from": "2022-03-01", "to": "2022-03-22", "precision": "day"}
        senator = named("Pat Role", "person")
        senator |= {"affiliations": [tie_to("Senate", held=held)]}
        reporter.prints(claim(senator), claim(named("Senate")), on=21)
        assert len(origins(reporter)["counted"]) == 1

        reporter.prints(claim(named("Pat Role", "person")), on=25)

        assert len(origins(reporter)["counted"]) == 2
