"""Claims for facts that were rated, by speaker and verdict (``told``, by hand)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, day
from tests.api.conftest import CountingReader
from tests.api.stats.conftest import Count, Told, made, printed, said, speaker

pytestmark = pytest.mark.every_case

WHY = {"reason": "as the test has it"}
UNNAMED = "1 separate unnamed source"


def assess(client: TestClient, fact: int, verdict: str, **more: Any) -> None:
    body = {"verdict": verdict, "as_of": "2022-03-25"} | more
    path = f"{API}/facts/{fact}/assessments"
    assert client.post(path, json=body, params=WHY).status_code == 201


@pytest.fixture
def rated(client: TestClient, told: Told) -> Told:
    """Rain is false for the desk, and mixed for others; snow is true.

    Ann hedges for rain in another claim on 2 April.
    """
    checkers = made(client, "sources", name="Checkers", kind="organisation")
    assess(client, told.rain, "true", as_of="2022-03-20")
    assess(client, told.rain, "false")
    assess(client, told.rain, "mixed", assessor_id=checkers)
    assess(client, told.snow, "true", as_of="2022-03-28")
    hedged = [{"fact_id": told.rain, "stance": "hedges_for"}]
    april = {"published": day(2, month=4), "said": day(2, month=4)}
    claim = said("J", speaker(told.ann), stances=hedged, said=april["said"])
    printed(client, claim, title="Hail", published=april["published"])
    return told


class TestVerdicts:
    def test_are_counted_by_speaker_and_verdict(
        self, rated: Told, count: Count
    ) -> None:
        """The denial of rain is not for it; B is for both facts and of two people."""
        assert count("verdicts?") == [
            (None, rated.ann, "Ann", "false", 2),
            (None, rated.ann, "Ann", "mixed", 2),
            (None, None, UNNAMED, "false", 1),
            (None, None, UNNAMED, "mixed", 1),
            (None, rated.ann, "Ann", "true", 1),
            (None, rated.bob, "Bob", "false", 1),
            (None, rated.bob, "Bob", "mixed", 1),
            (None, rated.bob, "Bob", "true", 1),
        ]
        assert count("verdicts?by=verdict,source") == count("verdicts?")

    def test_are_counted_by_verdict_alone(self, rated: Told, count: Count) -> None:
        assert rated
        assert count("verdicts?by=verdict") == [
            (None, "false", "false", "false", 3),
            (None, "mixed", "mixed", "mixed", 3),
            (None, "true", "true", "true", 1),
        ]

    def test_by_source_counts_a_claim_once_for_each_speaker(
        self, rated: Told, count: Count
    ) -> None:
        assert count("verdicts?by=source") == [
            (None, rated.ann, "Ann", None, 2),
            (None, None, UNNAMED, None, 1),
            (None, rated.bob, "Bob", None, 1),
        ]

    def test_top_sums_up_the_other_sources(self, rated: Told, count: Count) -> None:
        assert count("verdicts?by=source&top=1")[1:] == [
            (None, None, "1 other source", None, 1),
            (None, None, UNNAMED, None, 1),
        ]
        assert rated

    def test_are_filtered_and_bucketed_like_other_counts(
        self, rated: Told, count: Count
    ) -> None:
        month = "2022-04-01T00:00:00Z"
        rows = count(f"verdicts?bucket=month&speaker={rated.ann}&by=verdict")

        assert rows[-2:] == [
            (month, "false", "false", "false", 1),
            (month, "mixed", "mixed", "mixed", 1),
        ]
        of_fact = count(f"verdicts?by=verdict&fact={rated.snow}&stance=supports")
        assert {row[3]: row[4] for row in of_fact} == {
            "true": 1,
            "false": 1,
            "mixed": 1,
        }
        assert count("verdicts?form=unattributed") == []

    def test_as_of_uses_the_verdicts_known_at_that_time(
        self, rated: Told, count: Count
    ) -> None:
        assert rated
        assert count("verdicts?by=verdict&as_of=2022-03-22") == [
            (None, "true", "true", "true", 2)
        ]
        assert count("verdicts?as_of=2022-03-10") == []

    @pytest.mark.usefixtures("rated")
    def test_needs_equally_many_queries_for_one_row_and_for_many(
        self, client: TestClient, reader: CountingReader
    ) -> None:
        paths = [f"/stats/verdicts?by=source,verdict&top={top}" for top in (1, 20)]

        assert reader.counts(client, *paths) == [3, 3]

    @pytest.mark.parametrize("by", ["", "fact", "source,source,verdict"])
    def test_refuse_an_invalid_by(self, client: TestClient, by: str) -> None:
        answer = client.get(f"{API}/stats/verdicts?by={by}")

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == "by"
