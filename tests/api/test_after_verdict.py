"""What is said again after a fact was rated false is marked in its timeline."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import Json
from tests.api.fact_records import Told


@pytest.fixture
def told(client: TestClient) -> Told:
    return Told(client)


def stances(told: Told, fact: int, **params: Any) -> list[Json]:
    answer = told.get(f"/facts/{fact}/timeline", **params)
    found = [one for source in answer["sources"] for one in source["stances"]]
    return [*found, *answer["unattributed"]]


def marks(told: Told, fact: int, **params: Any) -> list[list[str]]:
    return [one["marks"] for one in stances(told, fact, **params)]


class TestReadTimeline:
    @pytest.mark.parametrize("verdict", ["false", "mostly_false", "misleading"])
    def test_marks_what_was_said_after_the_day_of_the_verdict(
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
    def test_marks_nothing_but_claims_for_the_fact(
        self, told: Told, stance: str
    ) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, "false", at=10)
        told.say(source, fact, stance, at=15)

        assert marks(told, fact) == [[]]

    def test_marks_what_nobody_is_named_for(self, told: Told) -> None:
        fact = told.fact()
        told.assess(fact, "false", at=10)
        told.say([], fact, at=15, form="unattributed")

        assert marks(told, fact) == [["after_verdict"]]

    def test_goes_by_the_last_verdict_of_each_assessor(self, told: Told) -> None:
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

    def test_knows_a_verdict_as_of_then_only(self, told: Told) -> None:
        source, fact = told.source(), told.fact()
        told.assess(fact, "false", at=10)
        said = told.say(source, fact, at=15)
        article = told.get(f"/claims/{said['id']}")
        recorded = {"as_of": article["created_at"], "as_of_kind": "record"}

        assert marks(told, fact, **recorded) == [["after_verdict"]]
        told.assess(fact, "true", at=14)
        assert marks(told, fact) == [[]]
        assert marks(told, fact, **recorded) == [["after_verdict"]]


def told_two(told: Told) -> list[int]:
    """Return two assessors."""
    return [told.source("organisation") for _ in range(2)]
