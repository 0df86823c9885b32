"""The history of records, and facts on two days."""

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, day
from tests.api.conftest import Make
from tests.api.pages.test_desk import words
from tests.api.pages.test_record_pages import ELEMENTS, HOSTILE, Words, page_of
from tests.keys import shown


def patched(client: TestClient, claim: Json, reason: str, **fields: object) -> None:
    path, version = f"{API}/claims/{claim['id']}", claim["version"]
    headers = {"if-match": f'"v{version}"'}
    answer = client.patch(path, json=fields, params={"reason": reason}, headers=headers)
    answer.raise_for_status()


def text_of(html: str) -> str:
    return Words(html).text


class TestHistory:
    def test_shows_changed_words_and_the_reason(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claim = make_claim(statement="It rained in March.")
        patched(client, claim, "A slip", statement="It rained in April.")

        answer = client.get(f"/claims/{claim['id']}/history")

        assert "It rained in <del>March</del><ins>April</ins>." in answer.text
        assert "A slip" in page_of(answer).text
        assert "version 2" in page_of(answer).text

    def test_shows_values_with_names_and_links(
        self, client: TestClient, make_claim: Make, make_article: Make, fact: Json
    ) -> None:
        article = make_article(title="Rain", outlet={"name": "CNN"})
        claim = make_claim(
            article_id=article["id"],
            form="direct_quote",
            said={"from": "2022-03-21", "precision": "day", "text": "on Monday"},
            tags=["weather"],
        )
        source = claim["attribution"][0]["source"]
        stances = [{"fact_id": fact["id"], "stance": "hedges_for"}]
        patched(client, claim, "More", stances=stances, tags=["weather", "rain"])

        (newest, oldest) = client.get(f"/claims/{claim['id']}/history").text.split(
            '<section class="sec change"'
        )[1:]

        statement, slug = fact["statement"], f"/facts/{fact['id']}"
        assert f'<a href="{slug}"><bdi>{statement}</bdi></a>' in newest
        assert "hedges for" in text_of(newest)
        assert newest.count("<ins>") == 2
        assert "1 unchanged" in newest
        assert f'href="/sources/{source["id"]}"' in oldest
        assert f'<a href="/articles/{article["id"]}"><bdi>Rain</bdi></a>' in oldest
        assert "direct quote" in oldest
        assert "21 Mar 2022, “on Monday”" in text_of(oldest)
        assert "_" not in text_of(newest + oldest)
        assert "{" not in newest + oldest

    def test_exists_for_every_record(
        self, client: TestClient, make_claim: Make, fact: Json
    ) -> None:
        claim = make_claim(stances=[{"fact_id": fact["id"], "stance": "supports"}])
        source = claim["attribution"][0]["source"]
        records = {
            f"/claims/{claim['id']}": "Claim",
            f"/articles/{claim['article_id']}": "Article",
            f"/facts/{fact['slug']}": "Fact",
            f"/sources/{source['id']}": "Source",
        }

        for record, name in records.items():
            page = client.get(f"{record}/history")

            assert f'<a href="{record}">{name}</a>' in page.text
            assert f'href="{record}/history"' in client.get(record).text
            data = client.get(f"{record}/history.json")
            assert data.json() == client.get(f"{API}{record}/history").json()

    def test_escapes_hostile_words(self, client: TestClient, make_claim: Make) -> None:
        claim = make_claim(statement=HOSTILE)
        patched(client, claim, HOSTILE, statement=f"{HOSTILE}!")

        page = client.get(f"/claims/{claim['id']}/history").text

        assert "alert" in page
        assert not any(one in page for one in ELEMENTS)

    def test_readers_do_not_find_that_of_a_restricted_claim(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claim = make_claim(visibility="restricted")

        answer = client.get(f"/claims/{claim['id']}/history", headers=shown("reader"))

        assert answer.status_code == 404

    def test_is_paginated(self, client: TestClient, make_claim: Make) -> None:
        claim = make_claim(statement="One.")
        patched(client, claim, "Two", statement="Two.")

        first = page_of(client.get(f"/claims/{claim['id']}/history?limit=1"))

        (following,) = [href for href in first.hrefs() if "cursor=" in href]
        assert "Create" in page_of(client.get(following)).text


class TestCompare:
    def test_shows_two_days_and_the_claims_between_them(
        self, client: TestClient, make_claim: Make, make_article: Make, fact: Json
    ) -> None:
        for number, stance in ((3, "supports"), (20, "denies")):
            article = make_article(title=stance, published=day(number))
            stances = [{"fact_id": fact["id"], "stance": stance}]
            make_claim(article_id=article["id"], stances=stances)

        days = "other=2022-03-10&as_of=2022-03-30"
        page = page_of(client.get(f"/facts/{fact['slug']}/compare?{days}"))

        before, _, after = words(page).partition("30 Mar 2022")
        assert "10 Mar 2022" in before
        assert "supports 1 claim" in before
        assert "denies 0 claims" in before
        assert "denies 1 claim" in after
        assert after.count("Claim ") == 1

    def test_requires_two_days_that_are_not_in_the_future(
        self, client: TestClient, fact: Json
    ) -> None:
        path = f"/facts/{fact['slug']}/compare"

        missing = client.get(f"{path}?as_of=2022-03-10&other=")
        ahead = client.get(f"{path}?as_of=2022-03-10&other=2999-01-01")

        assert (missing.status_code, ahead.status_code) == (422, 422)
        assert "other" in page_of(missing).text
        assert "Must not be in the future" in page_of(ahead).text

    def test_is_offered_on_the_page_of_a_fact(
        self, client: TestClient, fact: Json
    ) -> None:
        page = page_of(client.get(f"/facts/{fact['slug']}?as_of=2022-03-10"))

        (href,) = [one for one in page.hrefs() if "/compare?" in one]
        assert client.get(href).status_code == 200
