"""Lists and counts return the number of drafts that they leave out."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.values.totals import MAX_TOTAL
from tests.api.bodies import API, Json, claim_in, if_match, unnamed
from tests.api.conftest import Make
from tests.keys import shown

pytestmark = pytest.mark.every_case

OFFICIAL = {"kind": "person", "name": "Ann E"}
STEP = {"position": 1, "source": OFFICIAL, "relation": "said"}
DRAFT = {"method": "import", "review": "draft"}


def hidden(client: TestClient, path: str) -> Any:
    return client.get(f"{API}{path}").json().get("hidden")


def post(client: TestClient, claim: Json) -> Json:
    made = client.post(f"{API}/claims", json=claim)
    assert made.status_code == 201, made.text
    record: Json = made.json()
    return record


@pytest.fixture
def article(make_article: Make) -> Json:
    return make_article(outlet={"name": "Gazette"}, published="2022-03-22")


@pytest.fixture
def record(client: TestClient, article: Json) -> Callable[..., Json]:
    """Record a claim of the official, of an article, with a tag and a stance."""
    numbers = iter(range(1, 99))

    def one(**values: Any) -> Json:
        stance = {"fact": {"statement": "It rains."}, "stance": "supports"}
        said = {"text": f"Rain {next(numbers)}", "attribution": [STEP]}
        parts = {"tags": ["rain"], "stances": [stance]}
        return post(client, claim_in(article["id"], **said, **parts) | values)

    return one


def paths(claim: Json) -> list[str]:
    """Return the lists that contain a claim, each from another read."""
    source, article = claim["speakers"][0]["id"], claim["article"]
    fact, outlet = claim["stances"][0]["fact_id"], article["outlet"]["id"]
    return [
        "/claims",
        f"/claims?source={source}",
        f"/claims?speaker={source}",
        f"/claims?origin={source}",
        f"/claims?source={source}&source={outlet}",
        f"/claims?article={article['id']}",
        f"/claims?outlet={outlet}",
        f"/claims?fact={fact}",
        f"/claims?fact={fact}&stance=supports",
        "/claims?tag=rain",
        "/claims?tag=rain&tag=snow",
        "/claims?form=direct_quote&dated_to=2022-04-01",
        "/claims?q=rain&published_from=2022-03-01",
        f"/sources/{source}/claims",
        f"/sources/{source}/claims?include=affiliated",
        f"/articles/{article['id']}/claims?sort=position",
        f"/facts/{fact}/claims",
        f"/facts/{fact}/claims?as_of=2022-03-23",
    ]


class TestHidden:
    def test_counts_the_drafts_that_match_the_same_filters(
        self, client: TestClient, record: Callable[..., Json], make_article: Make
    ) -> None:
        seen = record()
        record(**DRAFT)
        record(**DRAFT)
        record(review="rejected")
        other = {"text": "Snow", "attribution": [unnamed("officials")]}
        elsewhere = make_article(title="Another")["id"]
        post(client, claim_in(elsewhere, form="unclear", **other) | DRAFT)

        everywhere, *narrowed = (hidden(client, path) for path in paths(seen))

        assert everywhere == {"drafts": 3}
        assert narrowed == [{"drafts": 2}] * len(narrowed)

    def test_is_zero_without_drafts(
        self, client: TestClient, record: Callable[..., Json]
    ) -> None:
        found = [hidden(client, path) for path in paths(record())]

        assert found == [{"drafts": 0}] * len(found)

    def test_is_left_out_if_a_review_filter_is_sent(
        self, client: TestClient, record: Callable[..., Json]
    ) -> None:
        record(**DRAFT)

        for review in ("draft", "reviewed", "any"):
            page = client.get(f"{API}/claims?review={review}").json()
            assert page.keys() == {"data", "next_cursor"}

    def test_changes_with_review_withdrawal_and_tags(
        self, client: TestClient, record: Callable[..., Json]
    ) -> None:
        draft = record(**DRAFT)
        path = f"{API}/claims/{draft['id']}"
        steps = paths(draft)
        reviewed = {"ids": [draft["id"]], "review": "reviewed"}

        def counts() -> set[int]:
            return {hidden(client, one)["drafts"] for one in steps}

        assert counts() == {1}
        client.post(f"{API}/claims/review", json=reviewed)
        assert counts() == {0}
        client.post(f"{API}/claims/review", json=reviewed | {"review": "draft"})
        assert counts() == {1}
        client.delete(path, headers=if_match(client.get(path).json()))
        assert counts() == {0}
        assert hidden(client, f"{steps[1]}&include=withdrawn") == {"drafts": 1}
        gone = client.get(f"{path}?include=withdrawn")
        client.post(f"{path}/restore?reason=x", headers=if_match(gone.json()))
        assert counts() == {1}
        client.patch(
            path, json={"tags": ["hail"]}, headers=if_match(client.get(path).json())
        )
        assert hidden(client, "/claims?tag=hail") == {"drafts": 1}
        assert hidden(client, "/claims?tag=rain") == {"drafts": 0}

    def test_does_not_count_restricted_drafts_for_readers(
        self, client: TestClient, record: Callable[..., Json]
    ) -> None:
        public = record()
        record(**DRAFT)
        secret = record(**DRAFT, visibility="restricted")
        path = f"{API}/claims/{secret['id']}"

        for one in paths(public):
            assert hidden(client, one) == {"drafts": 2}, one
            seen = client.get(f"{API}{one}", headers=shown("reader")).json()
            assert seen["hidden"] == {"drafts": 1}, one
        opened = {"visibility": "public"}
        client.patch(path, json=opened, headers=if_match(client.get(path).json()))
        for one in paths(public):
            seen = client.get(f"{API}{one}", headers=shown("reader")).json()
            assert seen["hidden"] == {"drafts": 2}, one

    def test_counts_the_drafts_recorded_at_an_instant(
        self, client: TestClient, record: Callable[..., Json]
    ) -> None:
        draft = record(**DRAFT)
        then = draft["created_at"]
        fact = draft["stances"][0]["fact_id"]
        reviewed = {"ids": [draft["id"]], "review": "reviewed"}
        client.post(f"{API}/claims/review", json=reviewed)

        path = f"/facts/{fact}/claims?as_of_kind=record&as_of={then}"

        assert hidden(client, path) == {"drafts": 1}
        assert hidden(client, f"/facts/{fact}/claims") == {"drafts": 0}


class TestDerived:
    """Results derived from claims on facts report the drafts, too."""

    @pytest.fixture
    def derived(self, client: TestClient, record: Callable[..., Json]) -> list[str]:
        """Return paths of results derived from claims of two sources on a fact."""
        steps = [STEP | {"relation": "relays"}, unnamed("officials") | {"position": 2}]
        counted = record(attribution=steps)
        source, outlet = (
            counted["speakers"][0]["id"],
            counted["article"]["outlet"]["id"],
        )
        fact = counted["stances"][0]["fact_id"]
        on_another = [{"fact": {"statement": "It snows."}, "stance": "supports"}]
        for stances in ([], on_another):
            record(**DRAFT, stances=stances)
        record(**DRAFT, attribution=steps)
        record(**DRAFT, attribution=steps, visibility="restricted")
        outcome = {"value": "yes", "known_at": "2022-03-30"}
        settled = client.post(f"{API}/facts/{fact}/outcome?reason=x", json=outcome)
        settled.raise_for_status()
        return [
            f"/facts/{fact}/timeline?",
            f"/facts/{fact}/corroboration?",
            f"/stats/record?outlet={outlet}&descriptor=officials",
            f"/sources/{source}/record?",
            f"/sources/{outlet}/record?",
            f"/sources/{source}/positions?",
        ]

    def test_counts_the_drafts_on_these_facts(
        self, client: TestClient, derived: list[str]
    ) -> None:
        for role, numbers in (
            ("editor", [2, 2, 2, 3, 3, 3]),
            ("reader", [1, 1, 1, 2, 2, 2]),
        ):
            found = [
                client.get(f"{API}{path}", headers=shown(role)).json()["hidden"]
                for path in derived
            ]
            assert [one["drafts"] for one in found] == numbers, role

    def test_counts_the_drafts_known_at_an_instant(
        self, client: TestClient, derived: list[str]
    ) -> None:
        now = client.get(f"{API}/claims").json()["data"][0]["created_at"]
        for path in derived:
            before = hidden(client, f"{path}&as_of=2022-03-20")
            after = hidden(client, f"{path}&as_of=2022-03-24")
            assert (before, after) == ({"drafts": 0}, hidden(client, path))
        drafts = client.get(f"{API}/claims?review=draft").json()["data"]
        ids = [one["id"] for one in drafts]
        instant = max([now, *(one["created_at"] for one in drafts)])
        then = [hidden(client, path) for path in derived]
        reviewed = {"ids": ids, "review": "reviewed"}
        client.post(f"{API}/claims/review", json=reviewed).raise_for_status()

        for path, expected in zip(derived, then, strict=True):
            assert hidden(client, path) == {"drafts": 0}
            if "descriptor" not in path:
                recorded = f"{path}&as_of_kind=record&as_of={instant}"
                assert hidden(client, recorded) == expected, path


class TestHiddenDrafts:
    """The header of counts, which are arrays without an envelope."""

    @pytest.mark.parametrize(
        "path", ["/stats/claims", "/stats/unnamed", "/stats/verdicts"]
    )
    @pytest.mark.parametrize(
        ("query", "drafts"),
        [
            ("", "2"),
            ("bucket=month&from=2022-03-01&to=2022-04-01", "2"),
            ("from=2023-01-01", "0"),
            ("time=published&from=2022-03-22&tag=rain", "2"),
            ("as_of=2022-03-23", "2"),
            ("as_of=2022-03-20", "0"),
            ("review=any", None),
        ],
    )
    def test_counts_the_drafts_that_are_left_out(
        self,
        client: TestClient,
        record: Callable[..., Json],
        *,
        path: str,
        query: str,
        drafts: str | None,
    ) -> None:
        record()
        record(**DRAFT)
        record(**DRAFT)

        answer = client.get(f"{API}{path}?{query}")

        assert answer.headers.get("hidden-drafts") == drafts


def test_the_maximum_of_a_total_is_ten_thousand() -> None:
    assert MAX_TOTAL == 10_000
