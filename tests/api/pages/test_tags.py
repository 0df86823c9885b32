"""Pages of tags, and tags of many claims at once."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json
from tests.api.concurrent import WRITERS, at_once
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import HOSTILE, page_of
from tests.keys import shown

TAGS = "/claims/tags"


@pytest.fixture
def claims(make_claim: Make) -> list[Json]:
    return [make_claim(text=text, tags=["weather"]) for text in ("It rained", "Snow")]


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    return browser_of(client, "analyst")


def tags_of(client: TestClient, claims: list[Json]) -> list[list[str]]:
    paths = [f"{API}/claims/{claim['id']}" for claim in claims]
    return [client.get(path).json()["tags"] for path in paths]


def tag_called(client: TestClient, name: str) -> Json:
    tags = client.get(f"{API}/tags").json()["data"]
    (tag,) = [one for one in tags if one["name"] == name]
    return tag


def ids(claims: list[Json]) -> list[int]:
    return [claim["id"] for claim in claims]


class TestTagsOfManyClaims:
    def test_are_added_and_removed(
        self, browser: TestClient, claims: list[Json]
    ) -> None:
        back = "/claims?sort=dated"

        given = send(
            browser, TAGS, id=ids(claims), tag="Rain", change="tagged", back=back
        )
        page = browser.get(given.headers["location"])
        after = tags_of(browser, claims)
        send(browser, TAGS, id=ids(claims), tag="rain", change="untagged", back=back)

        assert given.headers["location"].startswith(f"{back}&done=")
        assert "2 claims now have the tag Rain." in page_of(page).text
        assert after == [["weather", "Rain"]] * 2
        assert tags_of(browser, claims) == [["weather"]] * 2

    @pytest.mark.every_case
    def test_of_several_concurrent_writers_are_all_stored(
        self, browser: TestClient, claims: list[Json]
    ) -> None:
        names = [f"tag {number}" for number in range(WRITERS)]

        answers = at_once(
            lambda n: send(browser, TAGS, id=ids(claims), tag=names[n], change="tagged")
        )

        assert [one.status_code for one in answers] == [303] * WRITERS
        for tags in tags_of(browser, claims):
            assert {"weather", *names} == set(tags)

    def test_change_only_claims_without_the_tag_and_are_audited(
        self, browser: TestClient, claims: list[Json]
    ) -> None:
        send(browser, TAGS, id=ids(claims[:1]), tag="frost", change="tagged")

        again = send(browser, TAGS, id=ids(claims), tag="FROST", change="tagged")

        versions = [
            browser.get(f"{API}/claims/{one}").json()["version"] for one in ids(claims)
        ]
        entry, *_ = browser.get(f"{API}/claims/{claims[1]['id']}/history").json()[
            "data"
        ]
        assert versions == [2, 2]
        assert again.headers["location"].count("done=") == 1
        assert entry["analyst"]["name"] == "analyst of tests"

    def test_change_all_claims_or_none(
        self, browser: TestClient, claims: list[Json]
    ) -> None:
        refused = send(
            browser, TAGS, id=[*ids(claims), 999_999], tag="rain", change="tagged"
        )

        assert refused.status_code == 422
        assert "No such claim." in refused.text
        assert tags_of(browser, claims) == [["weather"]] * 2

    @pytest.mark.parametrize(
        "wrong", [{"tag": ""}, {"change": "loved"}, {"id": []}, {"id": ["7'"]}]
    )
    def test_invalid_forms_are_refused(
        self, browser: TestClient, claims: list[Json], wrong: Json
    ) -> None:
        fields = {"id": ids(claims), "tag": "rain", "change": "tagged", **wrong}

        assert send(browser, TAGS, **fields).status_code == 422

    def test_are_offered_to_callers_who_may_write(
        self, client: TestClient, browser: TestClient, claims: list[Json]
    ) -> None:
        assert claims
        reader = browser_of(client, "reader")

        assert "With the chosen claims" in browser.get("/claims").text
        assert "With the chosen claims" not in reader.get("/claims").text
        refused = send(reader, TAGS, id=ids(claims), tag="rain", change="tagged")
        assert refused.status_code == 403


class TestTags:
    def test_are_listed_with_the_number_of_their_claims(
        self, client: TestClient, claims: list[Json]
    ) -> None:
        assert claims

        page = page_of(client.get("/tags"))

        assert f"/tags/{tag_called(client, 'weather')['id']}" in page.hrefs()
        assert "/claims?tag=weather" in page.hrefs()
        assert "weather2" in page.text

    def test_have_a_page_with_their_claims_and_facts(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        stances = [{"fact_id": fact["id"], "stance": "supports"}]
        make_claim(text="It rained", tags=[HOSTILE], stances=stances)
        tag = tag_called(client, HOSTILE)

        answer = client.get(f"/tags/{tag['id']}")

        page = page_of(answer)
        assert "It rained" in page.text
        assert f"/facts/{fact['slug']}" in page.hrefs()
        assert "alert(1)" in page.text
        assert "<script>alert" not in answer.text
        assert "<script>alert" not in client.get("/tags").text
        for href in page.hrefs():
            if href.startswith("/"):
                assert client.get(href.partition("#")[0]).status_code == 200, href

    def test_are_renamed_withdrawn_and_restored(
        self, browser: TestClient, claims: list[Json]
    ) -> None:
        tag = tag_called(browser, "weather")
        address = f"/tags/{tag['id']}"

        renamed = send(browser, f"{address}/rename", name="Wetter", version=1)
        used = send(browser, f"{address}/withdraw", version=2, reason="unused")
        send(browser, TAGS, id=ids(claims), tag="Wetter", change="untagged")
        gone = send(
            browser, f"{address}/withdraw", version=2, reason="unused", back="/tags"
        )
        told = browser.get(address)
        send(browser, f"{address}/restore", version=3, reason="used again")

        assert renamed.headers["location"] == address
        assert used.status_code == 409
        assert gone.headers["location"] == "/tags"
        assert told.status_code == 410
        assert "Wetter" in browser.get(address).text

    def test_that_are_restricted_are_not_on_pages_of_a_reader(
        self, client: TestClient, make_tag: Make
    ) -> None:
        tag = make_tag(name="secret", visibility="restricted")

        for address in ("/tags", f"/tags/{tag['id']}", "/tags.csv"):
            assert "secret" in client.get(address).text
            assert "secret" not in client.get(address, headers=shown("reader")).text
