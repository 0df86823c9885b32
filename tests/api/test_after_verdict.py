"""Claims repeated after a fact was rated false: timelines and track records."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import Json
from tests.api.fact_records import Told
from tests.api.identity_records import Identified


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


def stances(told: Told, fact: int, **params: Any) -> list[Json]:
    answer = told.get(f"/facts/{fact}/timeline", **params)
    found = [one for source in answer["sources"] for one in source["stances"]]
    return [*found, *answer["unattributed"]]


def marks(told: Told, fact: int, **params: Any) -> list[list[str]]:
    return [one["marks"] for one in stances(told, fact, **params)]


@pytest.mark.every_case
class TestReadTimeline:
    @pytest.mark.parametrize("verdict", ["false", "mostly_false", "misleading"])
    def test_marks_claims_after_the_day_of_the_verdict(
        self, told: Told, verdict: str
    ) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, verdict, at=10)
        for at in (9, 10, 11):
            told.say(source, fact, at=at)

        found = stances(told, fact)

        assert [one["marks"] for one in found] == [[], [], ["after_verdict"]]
        (assessment,) = told.get(f"/facts/{fact}/timeline")["assessments"]
        assert [one["after_verdict"] for one in found] == [
            None,
            None,
            {
                "assessment_id": assessment["id"],
                "verdict": verdict,
                "as_of": "2022-03-10T00:00:00Z",
            },
        ]

    @pytest.mark.parametrize("verdict", ["true", "mostly_true", "mixed", "unverified"])
    def test_marks_nothing_after_another_verdict(
        self, told: Told, verdict: str
    ) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, verdict, at=10)
        told.say(source, fact, at=15)

        assert marks(told, fact) == [[]]

    @pytest.mark.parametrize("stance", ["denies", "noncommittal", "no_evidence"])
    def test_marks_only_claims_that_support_the_fact(
        self, told: Told, stance: str
    ) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, "false", at=10)
        told.say(source, fact, stance, at=15)

        assert marks(told, fact) == [[]]

    def test_marks_unattributed_claims(self, told: Told) -> None:
        fact = told.fact()
        told.assess(fact, "false", at=10)
        told.say([], fact, at=15, form="unattributed")

        assert marks(told, fact) == [["after_verdict"]]

    def test_uses_the_latest_verdict_of_each_assessor(self, told: Told) -> None:
        source, fact, one, other = told.source(), told.fact(), *told_two(told)
        told.assess(fact, "false", assessor=one, at=10)
        told.assess(fact, "true", assessor=one, at=20)
        told.say(source, fact, at=15)
        told.say(source, fact, at=25)

        changed = marks(told, fact)
        told.assess(fact, "mostly_false", assessor=other, at=22)
        both = marks(told, fact)

        assert changed == [["after_verdict"], []]
        assert both == [["after_verdict"], ["after_verdict"]]

    @pytest.mark.parametrize(
        ("said", "is_after"),
        [
            ("2022-03", False),
            ("2022-03-10", False),
            ("2022-03-10T23:59:59Z", False),
            ("2022-Q1", False),
            ({"from": "2022-03-01", "to": "2022-03-25"}, False),
            ({"to": "2022-03-25"}, False),
            ("2022-03-11T00:00:00Z", True),
            ("2022-03-11", True),
            ({"from": "2022-03-11"}, True),
        ],
        ids=str,
    )
    def test_marks_only_claims_wholly_after_that_day(
        self, told: Told, said: Any, is_after: bool
    ) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, "false", at=10)
        told.say(source, fact, said=said, article=told.article(at=28))

        assert marks(told, fact) == [["after_verdict"] if is_after else []]

    @pytest.mark.parametrize(
        ("published", "is_after"),
        [("2022-03-11", True), ("2022-03", False), (None, False)],
    )
    def test_uses_the_publication_date_of_claims_without_a_date(
        self, told: Told, published: str | None, is_after: bool
    ) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, "false", at=10)
        article = told.post("/articles", {"title": "Rain", "published": published})
        told.say(source, fact, said=None, article=article["id"])

        assert marks(told, fact) == [["after_verdict"] if is_after else []]

    def test_treats_merged_assessors_as_one(self, told: Identified) -> None:
        source, fact, one, other = told.source(), told.fact(), *told_two(told)
        told.assess(fact, "false", assessor=one, at=10)
        told.assess(fact, "true", assessor=other, at=12)
        said = told.say(source, fact, at=15)

        told.joined(one, other)

        assert marks(told, fact) == [[]]
        before = {"as_of": said["created_at"], "as_of_kind": "record"}
        assert marks(told, fact, **before) == [["after_verdict"]]

    def test_ignores_replaced_verdicts(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.say(source, fact, at=15)
        for verdict in ("false", "unverified"):
            told.assess(fact, verdict, at=10)

        assert marks(told, fact) == [[]]

    def test_uses_the_verdicts_recorded_by_as_of(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, "false", at=10)
        said = told.say(source, fact, at=15)
        article = told.get(f"/claims/{said['id']}")
        recorded = {"as_of": article["created_at"], "as_of_kind": "record"}

        assert marks(told, fact, **recorded) == [["after_verdict"]]
        told.assess(fact, "true", at=14)
        assert marks(told, fact) == [[]]
        assert marks(told, fact, **recorded) == [["after_verdict"]]


def record(told: Told, source: int, **params: Any) -> Json:
    return told.get(f"/sources/{source}/record", explain="true", **params)


class TestReadRecordOfSource:
    def test_counts_repeated_claims_separately_from_hindsight(self, told: Told) -> None:
        source, fact, assessor = told.source(), told.fact(), told.source("organisation")
        told.assess(fact, "mostly_false", assessor=assessor, at=10)
        first, same_day, again = (told.say(source, fact, at=at) for at in (1, 10, 15))

        answer = record(told, source, by=f"assessor:{assessor}")

        held = answer["held"]
        assert (held["not_borne_out"], held["hindsight"]) == (1, 0)
        assert held["after_verdict"] == 1
        (unit,) = answer["explain"]
        assert unit["position"]["claim_ids"] == [first["id"]]
        assert unit["hindsight_claim_ids"] == [same_day["id"]]
        assert unit["other_claim_ids"] == []
        (row,) = unit["after_verdict"]
        assert (row["claim_id"], row["verdict"], row["as_of"]) == (
            again["id"],
            "mostly_false",
            "2022-03-10T00:00:00Z",
        )

    def test_distinguishes_claims_made_only_after_the_verdict_from_hindsight(
        self, told: Told
    ) -> None:
        source, (again, late) = told.source(), told.facts(2)
        for fact in (again, late):
            told.assess(fact, "false", at=10)
            told.settle(fact, "no", at=12)
        told.say(source, again, "supports", at=15)
        told.say(source, late, "denies", at=15)

        held = record(told, source)["held"]

        assert (held["only_after_verdict"], held["hindsight"]) == (1, 1)
        assert held["after_verdict"] == 1

    def test_counts_repeated_claims_with_any_result(self, told: Told) -> None:
        source, (open_, settled) = told.source(), told.facts(2)
        for fact in (open_, settled):
            told.assess(fact, "misleading", at=10)
            told.say(source, fact, at=15)
        told.settle(settled, "yes", at=20)

        held = record(told, source)["held"]

        assert (held["open"], held["borne_out"], held["after_verdict"]) == (1, 1, 2)

    def test_ignores_verdicts_that_were_not_known_at_that_time(
        self, told: Told
    ) -> None:
        source, fact = told.source(), told.fact()
        said = told.say(source, fact, at=15)
        told.assess(fact, "false", at=10)
        recorded = {"as_of": said["created_at"], "as_of_kind": "record"}

        def count(**params: Any) -> int:
            counted: int = record(told, source, **params)["held"]["after_verdict"]
            return counted

        assert (count(), count(as_of="2022-03-20"), count(**recorded)) == (1, 1, 0)
        assert count(as_of="2022-03-12") == 0
        told.assess(fact, "false", assessor=told.source("organisation"), at=12)
        before = told.get(f"/facts/{fact}")["updated_at"]
        assert count(as_of=before, as_of_kind="record") == 1


def told_two(told: Told) -> list[int]:
    """Return two assessors."""
    return [told.source("organisation") for _ in range(2)]
