"""Corroboration of facts about Belarus, with the claims of one real article."""

import pytest
from fastapi.testclient import TestClient

from tests.api.reports import (
    RAIN,
    Reporter,
    claim,
    denial,
    folds,
    named,
    names,
    numbers,
    official,
    officials,
)


@pytest.fixture
def reporter(client: TestClient) -> Reporter:
    return Reporter(client)


class TestBelarus:
    """The shapes of one real article: who believed that Belarus would join the war?"""

    @pytest.fixture(autouse=True)
    def _printed(self, reporter: Reporter) -> None:
        nato = reporter.post("sources", named("NATO"))
        ties = [{"organisation_id": nato["id"], "relation": "member_of"}]
        states = named("United States")
        reporter.post("sources", states | {"affiliations": ties})
        both = officials("US and NATO officials", "United States", "NATO")
        general = official("NATO military official", "NATO")
        defense = official("senior US defense official", "Pentagon")
        nothing = {"stance": "no_evidence", "act": "no_evidence"}
        reporter.prints(
            claim(both, [states, named("NATO")], stance="hedges_for"),
            claim(general, stance="hedges_for"),
            claim(official("Belarusian opposition source")),
            claim(official("senior NATO intelligence official", "NATO"), named("NATO")),
            claim(defense, named("Pentagon"), **nothing),
            claim(officials("the sources"), **nothing),
            denial([named("Russia"), named("Belarus")]),
        )

    def test_folds_voices_and_origins_of_supporting_claims(
        self, reporter: Reporter
    ) -> None:
        side = reporter.side()

        assert side["stances"] == {"supports": 2, "hedges_for": 2}
        voices, origins = side["explain"]["voices"], side["explain"]["origins"]
        assert names(voices["counted"]) == [
            "US and NATO officials",
            "Belarusian opposition source",
        ]
        assert {one["source"]["name"]: one["named"] for one in origins["counted"]} == {
            "NATO": False,
            "NATO military official": False,
            "Belarusian opposition source": False,
        }
        assert folds(origins) == {("United States", "NATO", "member_of")}
        assert numbers(side["origins"]) == (3, 0, 2)
        assert side["named_origins_via_unnamed"] == 1
        assert side["warnings"] == ["unnamed_only"]

    def test_counts_each_source_separately_without_folding(
        self, reporter: Reporter
    ) -> None:
        side = reporter.side(fold="none")

        assert numbers(side["voices"]) == (4, 0, 4)
        assert numbers(side["origins"]) == (4, 0, 2)
        assert side["named_origins_via_unnamed"] == 2

    def test_folds_the_vague_group_into_the_official_as_a_voice(
        self, reporter: Reporter
    ) -> None:
        side = reporter.side("no_evidence")

        assert numbers(side["voices"]) == (1, 0, 1)
        assert numbers(side["origins"]) == (2, 0, 1)
        assert side["named_origins_via_unnamed"] == 1

    def test_counts_two_origins_of_a_joint_denial(self, reporter: Reporter) -> None:
        side = reporter.side("against")

        assert numbers(side["claims"]) == (1, 1, 0)
        assert numbers(side["origins"]) == (2, 2, 0)
        assert side["warnings"] == []

    def test_counts_no_claims_before_publication(self, reporter: Reporter) -> None:
        side = reporter.side(as_of="2022-03-20")

        assert side["claims"]["total"] == 0
        assert reporter.asks("corroboration")["fact"]["slug"] == RAIN["slug"]
