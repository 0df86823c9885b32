"""``as_of``: what could be known at an instant, on all endpoints that accept it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, day, ids, said_by, the_error, walk
from tests.api.conftest import Make

FACTS = f"{API}/facts"
LONG_AGO = "0001-01-02"


def get(client: TestClient, path: str, as_of: str, **query: str) -> Any:
    return client.get(f"{API}{path}", params={"as_of": as_of, **query})


def judge(client: TestClient, fact: Json, part: str, **body: Any) -> Json:
    answer = client.post(f"{FACTS}/{fact['id']}/{part}?reason=x", json=body)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def claims_of(client: TestClient, fact: Json, as_of: str) -> list[int]:
    return ids(walk(client, f"/facts/{fact['id']}/claims?as_of={as_of}"))


@pytest.fixture
def printed(make_article: Make, make_claim: Make, source: Json, fact: Json) -> Any:
    """Print a claim on ``fact`` in an article published then, and return its id."""

    def make(published: Json | None) -> int:
        article = make_article(published=published)
        stances = [{"fact_id": fact["id"], "stance": "supports"}]
        body = claim_in(article["id"], said_by(source["id"]), stances=stances)
        made: int = make_claim(**body)["id"]
        return made

    return make


@pytest.mark.every_case
class TestClaims:
    @pytest.mark.parametrize(
        ("published", "out"),
        [
            (day(21), "2022-03-21"),
            (day(21), "2022-03-21T23:59:59.999999Z"),
            (day(21), "2022-03-22T00:59:59.999999+01:00"),
            (
                {"from": "2022-03-01", "to": "2022-04-01", "precision": "month"},
                "2022-03-31",
            ),
            (
                {"from": "2022-01-01", "to": "2023-01-01", "precision": "year"},
                "2022-12-31",
            ),
            (
                {"from": "2022-03-21T09:30:00Z", "to": "2022-03-21T09:31:00Z"},
                "2022-03-21T09:30:59.999999Z",
            ),
            ({"from": "2022-03-21T09:30:00Z"}, "2022-03-21T09:30:00Z"),
            ({"from": "2022-03-21"}, "2022-03-21T00:00:00Z"),
            ({"to": "2022-03-22"}, "2022-03-21"),
            ({"to": "2022-03-21T09:30:00Z"}, "2022-03-21T09:29:59.999999Z"),
        ],
    )
    def test_are_listed_once_their_article_was_certainly_published(
        self, client: TestClient, fact: Json, printed: Any, published: Json, out: str
    ) -> None:
        claim = printed(published)
        instant = datetime.fromisoformat(out).astimezone(UTC)
        if len(out) == len("2022-03-21"):
            instant = datetime.fromisoformat(f"{out}T23:59:59.999999+00:00")
        before = instant - timedelta(microseconds=1)

        assert claims_of(client, fact, out.replace("+", "%2B")) == [claim]
        assert claims_of(client, fact, f"{before:%Y-%m-%dT%H:%M:%S.%fZ}") == []
        assert claims_of(client, fact, LONG_AGO) == []

    @pytest.mark.parametrize("published", [None, {"text": "lately"}])
    def test_of_undated_articles_are_listed_once_recorded(
        self, client: TestClient, fact: Json, printed: Any, published: Json | None
    ) -> None:
        claim = printed(published)
        recorded = client.get(f"{API}/claims/{claim}").json()["article_id"]
        at = client.get(f"{API}/articles/{recorded}").json()["created_at"]
        before = datetime.fromisoformat(at) - timedelta(microseconds=1)

        assert claims_of(client, fact, at) == [claim]
        assert claims_of(client, fact, f"{before:%Y-%m-%dT%H:%M:%S.%fZ}") == []

    def test_can_be_counted_filtered_and_paged(
        self, client: TestClient, fact: Json, printed: Any
    ) -> None:
        made = [printed(day(number)) for number in (20, 21, 22)]
        path = f"/facts/{fact['slug']}/claims?as_of=2022-03-21&stance=supports"

        page = client.get(f"{API}{path}&include=total&limit=1").json()

        assert (page["total"], ids(page["data"])) == (2, made[1:2])
        assert ids(walk(client, f"{path}&limit=1&sort=dated")) == made[:2]
        assert walk(client, f"{path}&stance=denies&review=draft") == []


class TestAssessments:
    def test_are_shown_from_their_own_instant_on(
        self, client: TestClient, fact: Json
    ) -> None:
        first = judge(client, fact, "assessments", verdict="true", as_of="2022-03-21")
        at = "2022-03-22T09:30:00.000001Z"
        second = judge(client, fact, "assessments", verdict="false", as_of=at)
        path = f"/facts/{fact['id']}/assessments"

        found = {
            as_of: ids(walk(client, f"{path}?as_of={as_of}"))
            for as_of in (
                LONG_AGO,
                "2022-03-20",
                "2022-03-21T00:00:00Z",
                "2022-03-22T09:30:00Z",
                at,
            )
        }

        assert list(found.values()) == [
            [],
            [],
            [first["id"]],
            [first["id"]],
            [second["id"], first["id"]],
        ]
        one = f"{path}/{second['id']}"
        assert get(client, one, "2022-03-22T09:30:00Z").status_code == 404
        assert get(client, one, at).status_code == 200


class TestOutcome:
    def test_is_hidden_until_it_was_known(self, client: TestClient, fact: Json) -> None:
        at = "2022-03-21T09:30:00Z"
        made = judge(client, fact, "outcome", value="no", known_at=at)
        path = f"/facts/{fact['id']}"

        for as_of, known in (
            (LONG_AGO, False),
            ("2022-03-21T09:29:59.999999Z", False),
            (at, True),
            ("2022-03-21", True),
        ):
            shown = get(client, path, as_of).json()
            assert shown["outcome"] == (made if known else None)
            assert shown["state"] == ("did_not_happen" if known else "open")
            part = get(client, f"{path}/outcome", as_of)
            assert part.status_code == (200 if known else 404)
            listed = walk(client, f"/facts?as_of={as_of}&outcome=no")
            assert ids(listed) == ([fact["id"]] if known else [])


class TestFact:
    def test_has_the_state_known_at_as_of_and_the_present_wording(
        self, client: TestClient, make_fact: Make
    ) -> None:
        due = "2022-03-23T09:30:00Z"
        fact = make_fact(statement="It reigns.", resolves_by=due, opens_at="2022-03-01")
        path = f"{FACTS}/{fact['id']}"
        body = {"statement": "It rains."}
        client.patch(path, json=body, headers={"if-match": '"v1"'}).raise_for_status()
        for at, verdict in (("2022-03-24", "true"), ("2022-03-26", "mostly_false")):
            judge(client, fact, "assessments", verdict=verdict, as_of=at)
        desk = {"name": "Desk"}
        held = {"verdict": "true", "as_of": "2022-03-27", "assessor": desk}
        judge(client, fact, "assessments", **held)
        judge(client, fact, "outcome", value="yes", known_at="2022-03-28")

        states = {
            as_of: get(client, f"/facts/{fact['id']}", as_of).json()
            for as_of in (
                "2022-03-22",
                due,
                "2022-03-23",
                "2022-03-24",
                "2022-03-26",
                "2022-03-27",
                "2022-03-28",
            )
        }

        assert [one["state"] for one in states.values()] == [
            "open",
            "due",
            "due",
            "held_true",
            "held_false",
            "contested",
            "happened",
        ]
        assert {one["statement"] for one in states.values()} == {"It rains."}
        for as_of, one in states.items():
            query = f"/facts?as_of={as_of}&status={one['state']}&q=rains"
            assert walk(client, query) == [one]

    def test_due_filters_agree_with_the_state(
        self, client: TestClient, make_fact: Make
    ) -> None:
        at = "2022-03-23T09:30:00Z"
        make_fact(opens_at="2022-03-01", resolves_by=at)

        for as_of, overdue in ((at, 1), ("2022-03-23T09:29:59.999999Z", 0)):
            assert len(walk(client, f"/facts?due=overdue&as_of={as_of}")) == overdue
            assert len(walk(client, f"/facts?status=due&as_of={as_of}")) == overdue
            assert len(walk(client, f"/facts?due=1d&as_of={as_of}")) == 1 - overdue


class TestFacts:
    def test_are_listed_once_opened_claimed_assessed_or_resolved(
        self, client: TestClient, make_fact: Make, fact: Json, printed: Any
    ) -> None:
        printed(day(22))
        opened = make_fact(opens_at="2022-03-21T09:30:00Z")
        assessed, settled, merged, silent = (make_fact() for _ in range(4))
        facts = (opened, fact, assessed, settled, merged, silent)
        created = {one["id"] for one in facts}  # other facts may be in the database
        judge(client, assessed, "assessments", verdict="true", as_of="2022-03-23")
        judge(client, settled, "outcome", value="no", known_at="2022-03-24")
        judge(client, merged, "outcome", value="no", known_at="2022-03-22")
        client.post(
            f"{FACTS}/{merged['id']}/merge?reason=x",
            json={"merged_into_id": opened["id"]},
            headers={"if-match": '"v2"'},
        ).raise_for_status()

        def listed(as_of: str) -> set[int]:
            page = get(client, "/facts", as_of, include="total").json()
            rows = ids(walk(client, f"/facts?as_of={as_of}&limit=2"))
            assert page["total"] == len(rows)
            return set(rows) & created

        known = [opened["id"], fact["id"], assessed["id"], settled["id"]]
        assert listed(LONG_AGO) == set()
        assert walk(client, f"/facts?as_of={LONG_AGO}") == []
        for number in range(4):
            assert listed(f"2022-03-{21 + number}") == set(known[: number + 1])
        assert silent["id"] not in listed("2022-03-31")
        assert silent["id"] in ids(walk(client, "/facts"))


PATHS = [
    "/facts",
    "/facts/1",
    "/facts/it-is-noisy",
    "/facts/1/claims",
    "/facts/1/assessments",
]


@pytest.mark.portable
class TestInstant:
    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize(
        "as_of",
        [
            "2100-01-01",
            "9999-12-31",
            "2022-03-32",
            "2022-13-01",
            "2022-02-29",
            "2022-3-1",
            "2022",
            "2022-W12",
            "20220321",
            "2022-03-21T09:30",
            "2022-03-21T09:30:00",
            "2022-03-21T25:00:00Z",
            "2022-03-21 09:30:00Z",
            "0000-01-01",
            "0001-01-01",
            "-0001-01-01",
            "0001-01-01T00:00:00+01:00",
            "yesterday",
            "1647820800",
            "null",
            "",
            "\0",
        ],
    )
    def test_invalid_and_future_instants_are_refused(
        self, client: TestClient, path: str, as_of: str
    ) -> None:
        answer = get(client, path, as_of)

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["parameter"], error["code"]) == ("as_of", "value_error")
        assert error["message"].startswith(
            ("Must be a date", "Must lie", "Must not be")
        )

    @pytest.mark.parametrize("path", [*PATHS, "/facts/1/outcome"])
    def test_misspelt_names_and_unknown_kinds_are_refused(
        self, client: TestClient, path: str
    ) -> None:
        for query in ("asof=2022-01-01", "as_of_kind=yesterday"):
            answer = client.get(f"{API}{path}?{query}")
            assert answer.status_code == 422
            assert the_error(answer)["parameter"] in {"asof", "as_of_kind"}

    def test_can_be_today_or_now(self, client: TestClient, fact: Json) -> None:
        now = datetime.now(UTC)
        judge(client, fact, "outcome", value="yes", known_at=f"{now:%Y-%m-%d}")

        for as_of in (f"{now:%Y-%m-%d}", f"{now:%Y-%m-%dT%H:%M:%S.%fZ}"):
            shown = get(client, f"/facts/{fact['id']}", as_of)
            assert shown.json()["state"] == "happened"
            assert get(client, "/facts", as_of).status_code == 200

    def test_kind_record_requires_an_instant(self, client: TestClient) -> None:
        for path in PATHS[1:]:
            answer = client.get(f"{API}{path}?as_of_kind=record")

            assert answer.status_code == 422
            assert "as_of is required" in the_error(answer)["message"]

    def test_a_cursor_of_another_instant_is_refused(
        self, client: TestClient, fact: Json, printed: Any
    ) -> None:
        for number in (20, 21):
            printed(day(number))
        path = f"{API}/facts/{fact['id']}/claims?limit=1&as_of="
        cursor = client.get(f"{path}2022-03-21").json()["next_cursor"]

        other = client.get(f"{path}2022-03-22&cursor={cursor}")
        same = client.get(f"{path}2022-03-21&cursor={cursor}")

        assert (other.status_code, same.status_code) == (400, 200)
