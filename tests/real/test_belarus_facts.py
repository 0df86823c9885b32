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


class TestWhoSaidThatBelarusWouldJoin:
    @pytest.fixture
    def claims(self, ask: Any) -> list[Json]:
        rows: list[Json] = ask(
            f"facts/{ENTERS}/claims",
            stance=["supports", "hedges_for"],
            expand="attribution,stances",
            sort="position",
        )["data"]
        return rows

    def test_two_voices_of_which_none_has_a_name(self, claims: list[Json]) -> None:
        speakers = [source for claim in claims for source in claim["speakers"]]

        assert [source["name"] for source in speakers] == [
            "US and NATO officials",
            "NATO military official",
        ]
        assert {source["kind"] for source in speakers} == {
            "anonymous_group",
            "anonymous_person",
        }

    def test_neither_was_sure(self, claims: list[Json]) -> None:
        assert [claim["hedges"] for claim in claims] == [["could"], ["likely"]]
        assert [claim["act"] for claim in claims] == ["prediction", "prediction"]
        for claim in claims:
            (stance,) = claim["stances"]
            assert stance["stance"] == "hedges_for"
            assert stance["fact"]["slug"] == ENTERS

    def test_one_passed_on_what_two_others_believe(self, claims: list[Json]) -> None:
        relayed, own = claims

        steps = [(s["position"], s["relation"]) for s in relayed["attribution"]]
        assert steps == [(1, "relays"), (2, "believes"), (2, "believes")]
        assert names(relayed["origins"]) == {"United States", "NATO"}
        assert own["origins"] == own["speakers"]
        assert own["attribution"][0]["relation"] == "said"

    def test_nobody_denied_it_and_one_had_seen_no_sign(self, ask: Any) -> None:
        path = f"facts/{ENTERS}/claims"

        against = ask(path, stance=["denies", "hedges_against"])["data"]
        unseen = ask(path, stance="no_evidence", expand="attribution")["data"]

        assert against == []
        assert len(unseen) == 2
        for claim in unseen:
            assert names(claim["speakers"]) == {"senior US defense official"}
            assert names(claim["origins"]) == {"US Department of Defense"}
            assert claim["attribution"][1]["relation"] == "observed"

    def test_what_stood_ready_is_no_word_on_whether_it_goes(self, ask: Any) -> None:
        claims = ask(f"facts/{ENTERS}/claims", stance="noncommittal")["data"]

        assert [names(claim["speakers"]) for claim in reversed(claims)] == [
            {"US and NATO officials"},
            {"Belarusian opposition source"},
            {"Belarusian opposition source"},
            {"senior NATO intelligence official"},
            {"NATO military official"},
        ]

    def test_it_is_found_among_all_claims_too(self, ask: Any) -> None:
        fact = ask(f"facts/{ENTERS}")

        found = ask("claims", fact=fact["id"], stance="hedges_for", anonymous="true")

        assert len(found["data"]) == 2


class TestThroughHowMany:
    @pytest.fixture
    def side(self, ask: Any) -> Any:
        def on_side(name: str, **params: Any) -> Json:
            sides = ask(f"facts/{ENTERS}/corroboration", **params)["sides"]
            (found,) = (side for side in sides if side["side"] == name)
            return dict(found)

        return on_side

    def test_two_claims_of_one_article_came_through_unnamed_voices(
        self, side: Any
    ) -> None:
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

    def test_they_are_fewer_as_far_as_one_can_tell(self, side: Any) -> None:
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

    def test_a_single_origin_had_seen_no_sign(self, side: Any) -> None:
        found = side("no_evidence")

        assert found["origins"]["total"] == 1
        assert found["warnings"] == ["single_origin", "unnamed_only"]


class TestHowDidItTurnOut:
    def test_it_did_not_happen_which_was_known_at_the_end_of_the_year(
        self, ask: Any
    ) -> None:
        fact = ask(f"facts/{ENTERS}")

        assert fact["state"] == "did_not_happen"
        assert fact["outcome"]["value"] == "no"
        assert fact["outcome"]["known_at"] == fact["resolves_by"]

    def test_each_fact_ended_as_it_did(self, ask: Any) -> None:
        facts = ask("facts", sort="recorded")["data"]

        assert {fact["slug"]: fact["state"] for fact in facts} == {
            ENTERS: "did_not_happen",
            "belarus-fights-by-2022-03-22": "did_not_happen",
            EXERCISES: "did_not_happen",
            NUCLEAR: "did_not_happen",
            "moscow-decides-on-belarus": "contested",
            "joining-destabilises-belarus": "annulled",
        }

    def test_assessments_depend_on_addresses(self, ask: Any) -> None:
        latest, *_ = ask(f"facts/{ENTERS}/assessments")["data"]

        assert (latest["verdict"], latest["assessor"]) == ("false", None)
        (evidence,) = latest["evidence"]
        assert evidence["bearing"] == "contradicts"
        assert evidence["url"].startswith("https://en.wikipedia.org/wiki/Belarusian")


class TestWhatDidItLookLike:
    def test_on_the_day_of_the_article_all_was_open(self, ask: Any) -> None:
        then = {"as_of": "2022-03-22"}

        fact = ask(f"facts/{ENTERS}", **then)
        claims = ask(f"facts/{ENTERS}/claims", **then)["data"]
        held = ask(f"facts/{ENTERS}/assessments", **then)["data"]

        assert (fact["state"], fact["outcome"]) == ("open", None)
        assert len(claims) == 9
        assert [one["verdict"] for one in held] == ["unverified"]

    def test_on_the_day_before_nobody_had_read_it(self, ask: Any) -> None:
        then = {"as_of": "2022-03-21"}

        assert ask(f"facts/{ENTERS}", **then)["state"] == "open"
        assert ask(f"facts/{ENTERS}/claims", **then)["data"] == []
        assert ask(f"facts/{ENTERS}/assessments", **then)["data"] == []

    def test_one_fact_alone_was_settled_then(self, ask: Any) -> None:
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
    def test_before_the_invasion_the_exercises_were_what_there_was_to_ask(
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
    def test_of_the_warheads_it_was_known_a_year_later(
        self, ask: Any, day: str, state: str
    ) -> None:
        assert ask(f"facts/{NUCLEAR}", as_of=day)["state"] == state

    def test_a_day_before_the_end_of_the_year_it_was_still_open(self, ask: Any) -> None:
        states = [
            ask(f"facts/{ENTERS}", as_of=day)["state"]
            for day in ("2022-12-31", "2023-01-01")
        ]

        assert states == ["open", "did_not_happen"]
