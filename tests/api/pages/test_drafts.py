"""The review of drafts, and the form of a claim."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import page_of

DRAFTS = "/queue/drafts"
SEEN = re.compile(r'name="seen" value="((\d+)\.\d+)"')
HOSTILE = '"><script>alert(1)</script>\u202eevil\u202c' + "W" * 5000


@pytest.fixture
def drafts(make_claim: Make) -> list[Json]:
    return [make_claim(text=text, review="draft") for text in ("It rained", "It froze")]


@pytest.fixture
def browser(client: TestClient, drafts: list[Json]) -> TestClient:
    """A client in the session of an analyst."""
    assert drafts
    return browser_of(client, "analyst")


def stored(client: TestClient, claim: Json) -> Json:
    found: Json = client.get(f"{API}/claims/{claim['id']}").json()
    return found


class TestDrafts:
    def test_are_listed_with_a_form_for_callers_who_may_write(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        analyst = browser.get(DRAFTS).text
        browser.cookies.clear()
        anybody = browser.get(DRAFTS).text

        for page in (analyst, anybody):
            assert all(claim["text"] in page for claim in drafts)
        assert "Accept" in analyst
        assert "Accept" not in anybody

    @pytest.mark.parametrize("suffix", ["csv", "json"])
    def test_are_available_as_csv_and_json(
        self, browser: TestClient, drafts: list[Json], make_claim: Make, suffix: str
    ) -> None:
        article = drafts[0]["article_id"]
        make_claim(text="It snowed", article_id=article)

        found = browser.get(f"{DRAFTS}.{suffix}?article={article}")

        assert "It rained" in found.text
        assert "It snowed" not in found.text

    def test_can_be_filtered_by_article(
        self, browser: TestClient, drafts: list[Json], make_article: Make
    ) -> None:
        here, other = drafts[0]["article_id"], make_article(title="Other")["id"]

        assert "It rained" in browser.get(f"{DRAFTS}?article={here}").text
        assert "It rained" not in browser.get(f"{DRAFTS}?article={other}").text
        back = f'name="back" value="{DRAFTS}?article={here}"'
        assert back in browser.get(f"{DRAFTS}?article={here}").text

    @pytest.mark.parametrize("review", ["reviewed", "rejected"])
    def test_can_be_decided_and_returned_to_draft(
        self, browser: TestClient, drafts: list[Json], review: str
    ) -> None:
        first, second = drafts

        answer = send(browser, DRAFTS, id=first["id"], review=review)
        decided = stored(browser, first)["review"]
        page = browser.get(answer.headers["location"]).text
        back = send(browser, DRAFTS, id=first["id"], review="draft")

        assert answer.status_code == 303
        assert decided == review
        assert f"1 claim is {review}." in page
        assert back.headers["location"] == DRAFTS
        assert stored(browser, first)["review"] == "draft"
        assert stored(browser, second)["version"] == 1

    @pytest.mark.parametrize("page", [DRAFTS, "/claims?review=draft"])
    def test_that_another_analyst_has_decided_are_refused_with_412(
        self, browser: TestClient, drafts: list[Json], page: str
    ) -> None:
        claim = drafts[0]
        path = f"/claims/{claim['id']}"
        shown = {id_: seen for seen, id_ in SEEN.findall(browser.get(page).text)}
        read = {"id": claim["id"], "seen": list(shown.values())}
        send(browser, DRAFTS, **read, review="rejected")

        answer = send(browser, DRAFTS, **read, review="reviewed")

        assert shown[str(claim["id"])] == f"{claim['id']}.{claim['version']}"
        assert answer.status_code == 412
        assert {path, f"{path}/history"} <= set(page_of(answer).hrefs())
        assert "its review is rejected" in page_of(answer).text
        assert stored(browser, claim)["review"] == "rejected"

    def test_that_were_edited_meanwhile_are_refused_with_412(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        claim, other = drafts
        body, read = {"statement": "It never rained."}, {"if-match": '"v1"'}
        browser.patch(f"{API}/claims/{claim['id']}", json=body, headers=read)

        ids = [claim["id"], other["id"]]
        seen = [f"{one}.1" for one in ids]
        answer = send(browser, DRAFTS, id=ids, seen=seen, review="reviewed")

        assert answer.status_code == 412
        assert [stored(browser, one)["review"] for one in drafts] == ["draft"] * 2

    def test_cannot_be_returned_to_draft_after_another_decision(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        claim = drafts[0]
        done = send(browser, DRAFTS, id=claim["id"], review="reviewed")
        shown = browser.get(done.headers["location"]).text
        send(browser, DRAFTS, id=claim["id"], review="rejected")

        answer = send(browser, DRAFTS, id=claim["id"], was="reviewed", review="draft")

        assert 'name="was" value="reviewed"' in shown
        assert answer.status_code == 412
        assert stored(browser, claim)["review"] == "rejected"

    def test_redirect_back_to_the_page_of_the_decision(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        claim = drafts[0]
        page = f"/articles/{claim['article_id']}"

        answer = send(
            browser,
            DRAFTS,
            id=claim["id"],
            review="reviewed",
            back=f"{page}#claim-{claim['id']}",
        )

        where = answer.headers["location"]
        assert where == f"{page}?done={claim['id']}&was=reviewed#claim-{claim['id']}"
        assert "1 claim is reviewed." in browser.get(where).text

    def test_do_not_redirect_to_another_server(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        answer = send(
            browser, DRAFTS, id=drafts[0]["id"], review="draft", back="//evil.example"
        )

        assert answer.headers["location"] == "/"

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"id": "999999", "review": "reviewed"}, "No such claim."),
            ({"id": "7'", "review": "reviewed"}, "/ids/0"),
            ({"review": "reviewed"}, "/ids"),
            ({"id": "1", "review": "loved"}, "/review"),
        ],
    )
    def test_describe_errors_of_a_form(
        self, browser: TestClient, fields: dict[str, str], words: str
    ) -> None:
        answer = send(browser, DRAFTS, **fields)

        assert answer.status_code == 422
        assert words in answer.text

    def test_are_audited_as_other_writes_are(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        send(browser, DRAFTS, id=drafts[0]["id"], review="reviewed")

        path = f"{API}/claims/{drafts[0]['id']}/history"
        (entry, *_) = browser.get(path).json()["data"]

        assert entry["analyst"]["name"] == "analyst of tests"


class TestEdit:
    def form(self, claim: Json, **changed: str) -> dict[str, str]:
        columns = ("act", "form", "terms", "review")
        sent = {name: str(claim[name]) for name in columns}
        return {**sent, "version": str(claim["version"]), **changed}

    def test_stores_the_fields_of_the_form(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        claim = drafts[0]
        fields = self.form(
            claim, statement="It rained here.", hedges="may\nmight", reason="clearer"
        )

        answer = send(browser, f"/claims/{claim['id']}/edit", **fields)

        after = stored(browser, claim)
        assert answer.headers["location"] == f"/claims/{claim['id']}"
        assert (after["statement"], after["hedges"]) == (
            "It rained here.",
            ["may", "might"],
        )
        assert after["attribution"] == claim["attribution"]
        assert after["version"] == 2

    def test_shows_both_values_after_another_write(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        claim = drafts[0]
        path = f"/claims/{claim['id']}/edit"
        send(browser, path, **self.form(claim, statement="Theirs."))

        answer = send(browser, path, **self.form(claim, statement="Yours."))
        again = send(browser, path, **self.form(claim, statement="Yours.", version="2"))

        assert answer.status_code == 412
        assert '<td dir="auto">Theirs.</td><td dir="auto">Yours.</td>' in answer.text
        assert 'name="version" value="2"' in answer.text
        assert again.status_code == 303
        assert stored(browser, claim)["statement"] == "Yours."

    def test_shows_the_error_at_the_field(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        claim = drafts[0]
        fields = self.form(claim, act="shout", hedges="kept")

        answer = send(browser, f"/claims/{claim['id']}/edit", **fields)

        assert answer.status_code == 422
        assert 'id="act-error"' in answer.text
        assert "kept</textarea>" in answer.text
        assert stored(browser, claim)["version"] == 1

    def test_is_offered_to_callers_who_may_write(
        self, browser: TestClient, drafts: list[Json]
    ) -> None:
        reader = browser_of(browser, "reader")
        path = f"/claims/{drafts[0]['id']}"

        for offered in (f"{path}/edit", f"{path}/withdraw"):
            assert offered in browser.get(path).text
            assert offered not in reader.get(path).text

    def test_an_unknown_claim_is_not_found(self, browser: TestClient) -> None:
        assert browser.get("/claims/999999/edit").status_code == 404
        fields = {"act": "opinion", "version": "1"}
        assert send(browser, "/claims/999999/edit", **fields).status_code == 404


def test_hostile_words_are_escaped(
    browser: TestClient, make_claim: Make, drafts: list[Json]
) -> None:
    claim = make_claim(
        article_id=drafts[0]["article_id"],
        text=HOSTILE,
        statement=HOSTILE,
        hedges=[HOSTILE[:500]],
        stances=[{"fact": {"statement": HOSTILE[:2000]}, "stance": "denies"}],
        review="draft",
    )
    fact = claim["stances"][0]["fact"]["slug"]
    article = f"/articles/{claim['article_id']}"

    for address in (
        *(DRAFTS, article, f"{article}/claims/new", f"/claims/{claim['id']}/edit"),
        *(f"/claims/{claim['id']}", f"/facts/{fact}"),
        *(f"/facts/{fact}/assess", f"/facts/{fact}/resolve"),
    ):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text, address
