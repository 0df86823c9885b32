from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, LARGEST_ID, Json, day, if_match, the_error
from tests.api.reports import (
    RAIN,
    Reporter,
    claim,
    denial,
    named,
    names,
    official,
    outlet,
)

pytestmark = pytest.mark.every_case


@pytest.fixture
def reporter(client: TestClient) -> Reporter:
    return Reporter(client)


@pytest.fixture
def says(reporter: Reporter) -> Any:
    """Print a claim of a source on a day, with that date."""

    def says(who: str, stance: str, on: int) -> Json:
        return reporter.prints(claim(named(who), stance=stance), on=on)

    return says


def marks(timeline: Json) -> dict[str, list[tuple[str | None, str]]]:
    """Return the signs and marks of each source's stances, by time."""
    return {
        source["source"]["name"]: [
            (one["sign"], " ".join(one["marks"])) for one in source["stances"]
        ]
        for source in timeline["sources"]
    }


class TestReadTimeline:
    def test_is_empty_for_a_fact_without_claims(self, reporter: Reporter) -> None:
        fact = reporter.post("facts", RAIN)

        answer = reporter.asks("timeline", key=fact["id"])

        assert answer == {
            "fact_id": fact["id"],
            "fact": {"id": fact["id"]} | RAIN,
            "as_of": None,
            "sources": [],
            "unattributed": [],
            "articles": [],
            "outlets": [],
            "assessments": [],
            "outcome": None,
            "next_cursor": None,
            "hidden": {"drafts": 0},
        }

    def test_shows_a_stance_with_its_claim_and_its_date(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        article = reporter.prints(claim(named("NATO"), said=day(20)), on=22)
        (row,) = client.get(f"{API}/articles/{article['id']}/claims").json()["data"]

        answer = reporter.asks("timeline")

        (source,) = answer["sources"]
        assert source["source_id"] == source["source"]["id"]
        assert source["stances"] == [
            {
                "claim_id": row["id"],
                "article_id": article["id"],
                "at": "2022-03-20T00:00:00Z",
                "basis": "said",
                "stance": "supports",
                "sign": "+",
                "marks": [],
                "retracted_by": None,
                "article_retracted_at": None,
                "after_verdict": None,
            }
        ]
        assert answer["articles"] == [row["article"]]

    def test_shows_holders_and_not_relaying_sources(self, reporter: Reporter) -> None:
        reporter.prints(
            claim(official("official"), [named("NATO"), named("United States")]),
            claim(named("NATO")),
        )

        answer = reporter.asks("timeline")

        assert names(answer["sources"]) == ["NATO", "United States"]
        first, second = answer["sources"]
        assert [len(one["stances"]) for one in (first, second)] == [2, 1]
        assert first["stances"][0] == second["stances"][0]
        assert len(answer["articles"]) == 1

    def test_shows_sources_in_the_order_of_their_first_stance(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(claim(named("Late")), on=25)
        reporter.prints(claim(named("Early")), claim(named("Late")), on=21)

        answer = reporter.asks("timeline")

        assert names(answer["sources"]) == ["Early", "Late"]
        dates = [one["at"][:10] for one in answer["sources"][1]["stances"]]
        assert dates == ["2022-03-21", "2022-03-25"]

    def test_shows_unattributed_claims_separately(self, reporter: Reporter) -> None:
        article = reporter.prints(claim())

        answer = reporter.asks("timeline")

        assert answer["sources"] == []
        (entry,) = answer["unattributed"]
        assert (entry["sign"], entry["marks"]) == ("+", [])
        assert entry["article_id"] == article["id"]

    def test_labels_unnamed_sources_with_their_articles(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(claim(official("official")))

        (source,) = reporter.asks("timeline")["sources"]

        label = f"official · CNN 2022-03-21 · #{source['source_id']}"
        assert source["source"]["label"] == label

    def test_leaves_out_unreviewed_and_withdrawn_claims(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        article = reporter.prints(claim(named("NATO")), claim(review="draft"))
        (row,) = client.get(f"{API}/articles/{article['id']}/claims").json()["data"]
        path = f"{API}/claims/{row['id']}"
        client.delete(path, headers=if_match(row)).raise_for_status()

        answer = reporter.asks("timeline")

        assert not answer["sources"] + answer["unattributed"] + answer["outlets"]

    def test_redirects_from_a_merged_fact_to_its_survivor_with_all_claims(
        self, client: TestClient, reporter: Reporter
    ) -> None:
        snow = reporter.post("facts", {"slug": "snow", "statement": "It snows."})
        stance = [{"fact": "snow", "stance": "supports"}]
        reporter.prints(claim(named("NATO")), claim(named("G7"), stances=stance))
        client.post(
            f"{API}/facts/{snow['id']}/merge?reason=the+same",
            json={"merged_into_id": reporter.asks("timeline")["fact_id"]},
            headers=if_match(snow),
        ).raise_for_status()

        path = f"{API}/facts/{snow['id']}/timeline"
        answer = client.get(path, follow_redirects=False)

        assert answer.status_code == 308
        assert names(client.get(path).json()["sources"]) == ["NATO", "G7"]

    @pytest.mark.parametrize("key", ["sun", LARGEST_ID])
    def test_returns_404_for_an_unknown_fact(
        self, client: TestClient, key: str
    ) -> None:
        assert client.get(f"{API}/facts/{key}/timeline").status_code == 404

    @pytest.mark.parametrize(
        "query", ["fold=none", "as_of=2999-01-01", "as_of_kind=record", "limit=0"]
    )
    def test_returns_422_for_invalid_parameters(
        self, client: TestClient, reporter: Reporter, query: str
    ) -> None:
        reporter.post("facts", RAIN)

        answer = client.get(f"{API}/facts/rain/timeline?{query}")

        assert answer.status_code == 422
        named = {"as_of_kind": "as_of"}  # the missing parameter
        asked = query.partition("=")[0]
        assert the_error(answer)["parameter"] in {"?", named.get(asked, asked)}


class TestReversal:
    def test_is_a_change_of_sign_at_a_later_date(
        self, reporter: Reporter, says: Any
    ) -> None:
        says("NATO", "supports", 21)
        says("NATO", "hedges_for", 22)
        says("NATO", "denies", 23)
        says("NATO", "hedges_against", 24)
        says("NATO", "supports", 25)

        answer = reporter.asks("timeline")

        assert marks(answer)["NATO"] == [
            ("+", ""),
            ("+", ""),
            ("-", "reversal"),
            ("-", ""),
            ("+", "reversal"),
        ]

    @pytest.mark.parametrize("between", ["no_evidence", "noncommittal"])
    def test_is_marked_across_stances_without_a_sign(
        self, reporter: Reporter, says: Any, between: str
    ) -> None:
        says("NATO", between, 20)
        says("NATO", "supports", 21)
        says("NATO", between, 22)
        says("NATO", "denies", 23)
        says("NATO", between, 24)

        answer = reporter.asks("timeline")

        no_sign = (None, "")
        held = [no_sign, ("+", ""), no_sign, ("-", "reversal"), no_sign]
        assert marks(answer)["NATO"] == held

    def test_is_not_marked_within_one_date(self, reporter: Reporter) -> None:
        reporter.prints(claim(named("NATO")), denial(named("NATO")))

        answer = reporter.asks("timeline")

        assert marks(answer)["NATO"] == [
            ("+", "contradiction"),
            ("-", "contradiction"),
        ]

    def test_is_marked_once_if_both_signs_have_one_date(
        self, reporter: Reporter, says: Any
    ) -> None:
        says("NATO", "supports", 21)
        reporter.prints(claim(named("NATO")), denial(named("NATO")), on=22)
        says("NATO", "denies", 23)

        answer = reporter.asks("timeline")

        assert marks(answer)["NATO"] == [
            ("+", ""),
            ("+", ""),
            ("-", "reversal"),
            ("-", ""),
        ]

    def test_is_marked_only_within_one_source(
        self, reporter: Reporter, says: Any
    ) -> None:
        says("NATO", "supports", 21)
        says("Russia", "denies", 22)
        reporter.prints(claim(official("official")), on=21)
        reporter.prints(denial(official("official")), on=22)

        answer = reporter.asks("timeline")

        held = [
            one["marks"] for source in answer["sources"] for one in source["stances"]
        ]
        assert held == [["contradiction"]] * 4


class TestContradiction:
    def test_marks_the_last_stances_of_sources_if_their_signs_differ(
        self, reporter: Reporter, says: Any
    ) -> None:
        says("NATO", "supports", 20)
        says("NATO", "supports", 21)
        says("Russia", "denies", 22)
        says("China", "noncommittal", 23)

        answer = reporter.asks("timeline")

        assert marks(answer) == {
            "NATO": [("+", ""), ("+", "contradiction")],
            "Russia": [("-", "contradiction")],
            "China": [(None, "")],
        }

    def test_ends_when_one_source_changes_its_sign(
        self, reporter: Reporter, says: Any
    ) -> None:
        says("NATO", "supports", 20)
        says("Russia", "denies", 21)
        says("Russia", "hedges_for", 22)

        answer = reporter.asks("timeline")

        assert marks(answer) == {
            "NATO": [("+", "")],
            "Russia": [("-", ""), ("+", "reversal")],
        }
        before = marks(reporter.asks("timeline", as_of="2022-03-21"))
        assert before["Russia"] == [("-", "contradiction")]

    def test_requires_sources_and_opposite_signs(
        self, reporter: Reporter, says: Any
    ) -> None:
        says("NATO", "supports", 20)
        says("Russia", "no_evidence", 20)
        reporter.prints(denial())

        answer = reporter.asks("timeline")

        assert marks(answer) == {"NATO": [("+", "")], "Russia": [(None, "")]}
        assert answer["unattributed"][0]["marks"] == []


class TestOutlets:
    def test_shows_the_lag_of_each_outlet_behind_the_first(
        self, reporter: Reporter
    ) -> None:
        at = {"from": "2022-03-22T06:00:00Z", "to": "2022-03-22T06:01:00Z"}
        second = reporter.prints(
            claim(), by="BBC", published=at | {"precision": "minute"}
        )
        reporter.prints(claim(), by="BBC", on=23)
        first = reporter.prints(claim(), by="CNN", on=21)
        third = reporter.prints(claim(), by="CBS", on=24, root_article_id=first["id"])

        rows = reporter.asks("timeline")["outlets"]

        assert [
            (
                row["outlet"]["name"],
                row["lag_seconds"],
                row["precision"],
                row["reprint"],
            )
            for row in rows
        ] == [
            ("CNN", 0, "day", False),
            ("BBC", 30 * 3600, "day", False),
            ("CBS", 3 * 86400, "day", True),
        ]
        assert [row["article_id"] for row in rows] == [
            article["id"] for article in (first, second, third)
        ]
        assert rows[1]["first_at"] == "2022-03-22T06:00:00Z"
        assert rows[1]["outlet_id"] == rows[1]["outlet"]["id"]

    def test_prefers_an_original_to_a_reprint_of_the_same_date(
        self, reporter: Reporter
    ) -> None:
        wire = reporter.prints(claim(), by="Reuters")
        reporter.prints(claim(), by="CNN", root_article_id=wire["id"])
        own = reporter.prints(claim(), by="CNN")

        rows = reporter.asks("timeline")["outlets"]

        assert [row["lag_seconds"] for row in rows] == [0, 0]
        assert rows[1]["article_id"] == own["id"]

    def test_shows_no_lag_without_a_date(self, reporter: Reporter) -> None:
        reporter.prints(claim(), by="BBC", on=None)
        reporter.prints(claim(), by="CNN")
        reporter.prints(claim(), by=None)

        first, last = reporter.asks("timeline")["outlets"]

        assert (first["outlet"]["name"], first["lag_seconds"]) == ("CNN", 0)
        unknown = {"first_at": None, "lag_seconds": None, "precision": None}
        assert last["outlet"]["name"] == "BBC"
        assert last.items() >= unknown.items()

    def test_shows_a_lag_of_unknown_precision(self, reporter: Reporter) -> None:
        reporter.prints(claim(), by="CNN", published={"from": "2022-03-21"})
        reporter.prints(claim(), by="BBC", on=22)

        rows = reporter.asks("timeline")["outlets"]

        lags = [(row["lag_seconds"], row["precision"]) for row in rows]
        assert lags == [(0, None), (86400, None)]


class TestJudgements:
    @pytest.fixture
    def fact(self, reporter: Reporter) -> Json:
        """A fact that was assessed twice, and settled."""
        fact = reporter.post("facts", RAIN)
        path = f"facts/{fact['id']}"
        for verdict, as_of in [("true", "2022-03-25"), ("mixed", "2022-03-22")]:
            held = {
                "verdict": verdict,
                "as_of": as_of,
                "assessor": {"name": "PolitiFact"},
                "evidence": [{"url": "https://example.org/"}],
            }
            reporter.post(f"{path}/assessments?reason=read", held)
        known = {"value": "yes", "known_at": "2022-03-28"}
        reporter.post(f"{path}/outcome?reason=known", known)
        return fact

    def test_shows_the_outcome_and_assessments_with_the_oldest_first(
        self, client: TestClient, reporter: Reporter, fact: Json
    ) -> None:
        answer = reporter.asks("timeline")

        listed = client.get(f"{API}/facts/{fact['id']}/assessments").json()["data"]
        for one in listed:
            del one["evidence"]
        assert answer["assessments"] == listed[::-1]
        assert [one["verdict"] for one in answer["assessments"]] == ["mixed", "true"]
        shown = client.get(f"{API}/facts/{fact['id']}").json()
        assert answer["outcome"] == shown["outcome"]
        assert answer["outcome"]["value"] == "yes"

    @pytest.mark.usefixtures("fact")
    @pytest.mark.parametrize(
        ("as_of", "verdicts", "outcome"),
        [
            ("2022-03-21", [], None),
            ("2022-03-22", ["mixed"], None),
            ("2022-03-27", ["mixed", "true"], None),
            ("2022-03-28", ["mixed", "true"], "yes"),
        ],
    )
    def test_as_of_shows_assessments_and_outcome_known_at_that_time(
        self, reporter: Reporter, as_of: str, verdicts: list[str], outcome: str | None
    ) -> None:
        answer = reporter.asks("timeline", as_of=as_of)

        assert [one["verdict"] for one in answer["assessments"]] == verdicts
        assert (answer["outcome"] or {"value": None})["value"] == outcome

    def test_as_of_shows_articles_published_by_that_time(
        self, reporter: Reporter
    ) -> None:
        reporter.prints(claim(outlet("CNN")), on=22)
        reporter.prints(claim(named("NATO"), said=day(20)), by="BBC", on=23)

        answer = reporter.asks("timeline", as_of="2022-03-22")

        assert names(answer["sources"]) == ["CNN"]
        assert [row["outlet"]["name"] for row in answer["outlets"]] == ["CNN"]
        assert names(reporter.asks("timeline")["sources"]) == ["NATO", "CNN"]
