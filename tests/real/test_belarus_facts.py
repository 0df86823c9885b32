"""Questions of an analyst about the facts behind one real article, over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.real import belarus
from tests.real.belarus import Json
from tests.real.conftest import real_file

ENTERS = "belarus-enters-ukraine"
EXERCISES = "russian-troops-in-belarus-for-exercises"
NUCLEAR = "nuclear-weapons-in-belarus-by-2022-03-22"
REASON = {"reason": "read in the article"}

pytestmark = pytest.mark.slow


def post(client: TestClient, path: str, body: Json) -> Json:
    answer = client.post(f"/api/v1/{path}", json=body, params=REASON)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def tie_to_the_alliance(client: TestClient) -> None:
    """Record background knowledge: the United States are a member of NATO."""
    found = client.get("/api/v1/sources", params={"q": "united states"}).json()["data"]
    (state,) = (one for one in found if one["name"] == "United States")
    answer = client.post(
        f"/api/v1/sources/{state['id']}/affiliations",
        json={"relation": "member_of", "organisation": {"name": "NATO"}},
        headers={"If-Match": f'"v{state["version"]}"'},
    )
    assert answer.status_code == 201, answer.text


@pytest.fixture(scope="module", autouse=True)
def article(client: TestClient) -> Json:
    """The article with its claims, each with the facts that it bears on."""
    text = real_file("seed/cnn-belarus-2022-03-22.txt").read_text("utf-8")
    day = {"from": "2022-03-22", "to": "2022-03-23", "precision": "day"}
    body = {"outlet": {"name": "CNN"}, "published": day, "text": text}
    article = post(client, "articles", body)
    claims = belarus.claims(text, article["id"])
    for claim, stances in zip(claims, belarus.stances(), strict=True):
        post(client, "claims", claim | {"stances": stances})
    tie_to_the_alliance(client)
    for fact in belarus.facts():
        found = client.get(f"/api/v1/facts/{fact['slug']}").json()
        for assessment in fact["assessments"]:
            post(client, f"facts/{found['id']}/assessments", assessment)
        if fact["outcome"]:
            post(client, f"facts/{found['id']}/outcome", fact["outcome"])
    return article


@pytest.fixture(scope="module")
def ask(client: TestClient) -> Any:
    def ask_for(path: str, **params: Any) -> Any:
        answer = client.get(f"/api/v1/{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask_for


def names(sources: list[Json]) -> set[str]:
    return {source["name"] for source in sources}


class TestClaimsThatBelarusWouldJoin:
    @pytest.fixture
    def claims(self, ask: Any) -> list[Json]:
        rows: list[Json] = ask(
            f"facts/{ENTERS}/claims",
            stance=["supports", "hedges_for"],
            expand="attribution,stances",
            sort="position",
        )["data"]
        return rows

    def test_have_two_unnamed_speakers(self, claims: list[Json]) -> None:
        speakers = [source for claim in claims for source in claim["speakers"]]

        assert [source["name"] for source in speakers] == [
            "US and NATO officials",
            "NATO military official",
        ]
        assert {source["kind"] for source in speakers} == {
            "anonymous_group",
            "anonymous_person",
        }

    def test_are_hedged_predictions(self, claims: list[Json]) -> None:
        assert [claim["hedges"] for claim in claims] == [["could"], ["likely"]]
        assert [claim["act"] for claim in claims] == ["prediction", "prediction"]
        for claim in claims:
            (stance,) = claim["stances"]
            assert stance["stance"] == "hedges_for"
            assert stance["fact"]["slug"] == ENTERS

    def test_include_one_that_is_relayed_for_two_origins(
        self, claims: list[Json]
    ) -> None:
        relayed, own = claims

        steps = [(s["position"], s["relation"]) for s in relayed["attribution"]]
        assert steps == [(1, "relays"), (2, "believes"), (2, "believes")]
        assert names(relayed["origins"]) == {"United States", "NATO"}
        assert own["origins"] == own["speakers"]
        assert own["attribution"][0]["relation"] == "said"

    def test_are_not_denied_but_two_claims_have_no_evidence(self, ask: Any) -> None:
        path = f"facts/{ENTERS}/claims"

        against = ask(path, stance=["denies", "hedges_against"])["data"]
        unseen = ask(path, stance="no_evidence", expand="attribution")["data"]

        assert against == []
        assert len(unseen) == 2
        for claim in unseen:
            assert names(claim["speakers"]) == {"senior US defense official"}
            assert names(claim["origins"]) == {"US Department of Defense"}
            assert claim["attribution"][1]["relation"] == "observed"

    def test_claims_about_readiness_are_noncommittal(self, ask: Any) -> None:
        claims = ask(f"facts/{ENTERS}/claims", stance="noncommittal")["data"]

        assert [names(claim["speakers"]) for claim in reversed(claims)] == [
            {"US and NATO officials"},
            {"Belarusian opposition source"},
            {"Belarusian opposition source"},
            {"senior NATO intelligence official"},
            {"NATO military official"},
        ]

    def test_are_found_among_all_claims_by_fact_and_stance(self, ask: Any) -> None:
        fact = ask(f"facts/{ENTERS}")

        found = ask("claims", fact=fact["id"], stance="hedges_for", anonymous="true")

        assert len(found["data"]) == 2


class TestCorroboration:
    @pytest.fixture
    def side(self, ask: Any) -> Any:
        def on_side(name: str, **params: Any) -> Json:
            sides = ask(f"facts/{ENTERS}/corroboration", **params)["sides"]
            (found,) = (side for side in sides if side["side"] == name)
            return dict(found)

        return on_side

    def test_without_folding_two_unnamed_voices_are_counted(self, side: Any) -> None:
        found = side("for", fold="none")

        assert (found["claims"]["total"], found["articles"]["total"]) == (2, 1)
        assert found["voices"] == {
            "total": 2,
            "named": 0,
            "unnamed": 2,
            "unresolved": 0,
        }
        assert found["origins"]["total"] == 3
        assert found["named_origins_via_unnamed"] == 2
        assert found["warnings"] == ["unnamed_only"]

    def test_with_folding_fewer_voices_and_origins_are_counted(self, side: Any) -> None:
        found = side("for")

        assert found["voices"] == {
            "total": 1,
            "named": 0,
            "unnamed": 1,
            "unresolved": 0,
        }
        assert found["origins"] == {
            "total": 2,
            "named": 0,
            "unnamed": 1,
            "unresolved": 0,
        }
        assert found["named_origins_via_unnamed"] == 1

    def test_claims_of_no_evidence_have_a_single_origin(self, side: Any) -> None:
        found = side("no_evidence")

        assert found["origins"]["total"] == 1
        assert found["warnings"] == ["single_origin", "unnamed_only"]


class TestOutcomes:
    def test_the_forecast_did_not_happen_by_its_deadline(self, ask: Any) -> None:
        fact = ask(f"facts/{ENTERS}")

        assert fact["state"] == "did_not_happen"
        assert fact["outcome"]["value"] == "no"
        assert fact["outcome"]["known_at"] == fact["resolves_by"]

    def test_each_fact_has_its_final_state(self, ask: Any) -> None:
        facts = ask("facts", sort="recorded")["data"]

        assert {fact["slug"]: fact["state"] for fact in facts} == {
            ENTERS: "did_not_happen",
            "belarus-fights-by-2022-03-22": "did_not_happen",
            EXERCISES: "did_not_happen",
            NUCLEAR: "did_not_happen",
            "moscow-decides-on-belarus": "contested",
            "joining-destabilises-belarus": "annulled",
        }

    def test_assessments_have_addresses_as_evidence(self, ask: Any) -> None:
        latest, *_ = ask(f"facts/{ENTERS}/assessments")["data"]

        assert (latest["verdict"], latest["assessor"]) == ("false", None)
        (evidence,) = latest["evidence"]
        assert evidence["bearing"] == "contradicts"
        assert evidence["url"].startswith("https://en.wikipedia.org/wiki/Belarusian")


class TestAsOf:
    def test_on_the_day_of_the_article_the_forecast_is_open(self, ask: Any) -> None:
        then = {"as_of": "2022-03-22"}

        fact = ask(f"facts/{ENTERS}", **then)
        claims = ask(f"facts/{ENTERS}/claims", **then)["data"]
        held = ask(f"facts/{ENTERS}/assessments", **then)["data"]

        assert (fact["state"], fact["outcome"]) == ("open", None)
        assert len(claims) == 9
        assert [one["verdict"] for one in held] == ["unverified"]

    def test_on_the_day_before_there_are_no_claims(self, ask: Any) -> None:
        then = {"as_of": "2022-03-21"}

        assert ask(f"facts/{ENTERS}", **then)["state"] == "open"
        assert ask(f"facts/{ENTERS}/claims", **then)["data"] == []
        assert ask(f"facts/{ENTERS}/assessments", **then)["data"] == []

    def test_on_the_day_of_the_article_one_fact_has_an_outcome(self, ask: Any) -> None:
        facts = ask("facts", as_of="2022-03-22")["data"]

        settled = {fact["slug"] for fact in facts if fact["outcome"]}
        assert settled == {EXERCISES}
        assert len(facts) == 6

    @pytest.mark.parametrize(
        ("day", "states"),
        [
            ("2022-02-09", {}),
            ("2022-02-10", {EXERCISES: "open"}),
            ("2022-02-20", {EXERCISES: "contested"}),
            ("2022-02-23", {EXERCISES: "contested"}),
        ],
    )
    def test_before_the_article_only_the_exercises_are_listed(
        self, ask: Any, day: str, states: dict[str, str]
    ) -> None:
        facts = ask("facts", as_of=day)["data"]

        assert {fact["slug"]: fact["state"] for fact in facts} == states

    @pytest.mark.parametrize(
        ("day", "state"),
        [
            ("2022-12-31", "open"),
            ("2023-03-25", "open"),
            ("2023-03-26", "held_false"),
            ("2023-06-15", "held_false"),
            ("2023-06-16", "did_not_happen"),
        ],
    )
    def test_the_state_of_the_warheads_changes_a_year_later(
        self, ask: Any, day: str, state: str
    ) -> None:
        assert ask(f"facts/{NUCLEAR}", as_of=day)["state"] == state

    def test_the_forecast_is_open_until_the_end_of_the_year(self, ask: Any) -> None:
        states = [
            ask(f"facts/{ENTERS}", as_of=day)["state"]
            for day in ("2022-12-31", "2023-01-01")
        ]

        assert states == ["open", "did_not_happen"]
