"""Articles and claims recorded by forms, without scripts."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import API, Json
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send

TEXT = "It may rain, officials said.\n\n“It will rain,” said Anna Berg. “It will.”"
HOSTILE = '"><script>alert(1)</script>\u202eevil\u202c' + "W" * 5000


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    """A client in the session of an analyst."""
    return browser_of(client, "analyst")


@pytest.fixture
def article(make_article: Make) -> Json:
    return make_article(title="Rain", text=TEXT, outlet={"name": "The Wire"})


def record(browser: TestClient, article: Json, **fields: str) -> Response:
    given = {"act": "assertion", "stance": "supports", "find_hedges": "yes"}
    path = f"/articles/{article['id']}/claims/new"
    return send(browser, path, **given | fields)


def recorded(browser: TestClient, answer: Response) -> Json:
    assert answer.status_code == 303, answer.text
    claim_id = answer.headers["location"].rpartition("-")[2]
    found: Json = browser.get(f"{API}/claims/{claim_id}").json()
    return found


class TestNewArticle:
    def test_records_pasted_text(self, browser: TestClient) -> None:
        answer = send(
            browser,
            "/articles/new",
            title="Rain",
            outlet="The Wire",
            published="2024-03",
            text="It rained.\r\n\r\nIt froze.",
            visibility="restricted",
        )

        path = answer.headers["location"]
        made = browser.get(f"{API}{path}").json()
        text = browser.get(f"{API}{path}/revisions/1").json()["text"]
        assert (made["title"], made["outlet"]["name"]) == ("Rain", "The Wire")
        assert (made["published"]["precision"], made["visibility"]) == (
            "month",
            "restricted",
        )
        assert text == "It rained.\n\nIt froze."

    def test_shows_the_form_again_if_something_is_wrong(
        self, browser: TestClient
    ) -> None:
        fields = {"title": HOSTILE, "published": "yesterday", "text": "It rained."}

        answer = send(browser, "/articles/new", **fields)

        assert answer.status_code == 422
        assert 'id="published-error"' in answer.text
        assert "It rained.</textarea>" in answer.text
        assert "<script>alert" not in answer.text

    def test_refuses_a_text_that_is_already_recorded_unless_new(
        self, browser: TestClient, article: Json
    ) -> None:
        words = " ".join(f"word{number}" for number in range(60))
        fields = {"outlet": article["outlet"]["name"], "text": words}

        first = send(browser, "/articles/new", **fields)
        second = send(browser, "/articles/new", **fields)
        third = send(browser, "/articles/new", **fields, new="yes")

        assert [one.status_code for one in (first, second, third)] == [303, 409, 303]


class TestNewClaim:
    def test_derives_form_hedges_and_place_from_the_words(
        self, browser: TestClient, article: Json
    ) -> None:
        answer = record(browser, article, text="It may rain", source_0="officials")

        claim = recorded(browser, answer)
        (step,) = claim["attribution"]
        assert (claim["form"], claim["hedges"]) == ("paraphrase", ["may"])
        assert claim["spans"][0]["start"] == 0
        assert step["source"]["kind"] == "anonymous_group"
        assert step["relation"] == "said"

    @pytest.mark.parametrize(
        ("words", "form"),
        [
            ("It will rain", "direct_quote"),
            ("“It will rain,”", "direct_quote"),
            ("“It will rain,” said Anna Berg", "mixed_quote"),
            ("said Anna Berg", "paraphrase"),
        ],
    )
    def test_derives_the_form_from_quotation_marks(
        self, browser: TestClient, article: Json, words: str, form: str
    ) -> None:
        answer = record(browser, article, text=words, source_0="Anna Berg")

        assert recorded(browser, answer)["form"] == form

    def test_is_unattributed_without_a_source(
        self, browser: TestClient, article: Json
    ) -> None:
        claim = recorded(browser, record(browser, article, text="It may rain"))

        assert (claim["form"], claim["attribution"]) == ("unattributed", [])

    def test_accepts_sources_and_facts_by_name_or_by_id(
        self,
        browser: TestClient,
        article: Json,
        make_source: Make,
        make_fact: Make,
    ) -> None:
        named = make_source(name="NATO", kind="organisation")
        chosen = make_source(name="Anna Berg", kind="person")
        fact = make_fact(statement="It rains in May.")

        answer = record(
            browser,
            article,
            text="It will rain",
            source_0="NATO",
            cue_0="quoted",
            source_1="Anna",
            id_1=str(chosen["id"]),
            cue_1="said",
            fact="It rains in May.",
            stance="denies",
        )

        claim = recorded(browser, answer)
        steps = [
            (one["source_id"], one["relation"], one["cue"])
            for one in claim["attribution"]
        ]
        assert steps == [
            (named["id"], "relays", "quoted"),
            (chosen["id"], "said", "said"),
        ]
        (stance,) = claim["stances"]
        assert (stance["fact"]["id"], stance["stance"]) == (fact["id"], "denies")

    def test_creates_an_unknown_fact(self, browser: TestClient, article: Json) -> None:
        fields = {"text": "It may rain", "source_0": "officials", "fact": "It rains."}

        claim = recorded(browser, record(browser, article, **fields))

        assert claim["stances"][0]["fact"]["statement"] == "It rains."

    def test_uses_the_place_that_a_script_sends(
        self, browser: TestClient, article: Json
    ) -> None:
        start = TEXT.index("“It will.”") + 1
        fields = {"start": str(start), "end": str(start + 7)}

        claim = recorded(browser, record(browser, article, text="It will", **fields))

        assert claim["spans"][0]["start"] == start

    def test_can_be_withdrawn_and_restored(
        self, browser: TestClient, article: Json
    ) -> None:
        answer = record(browser, article, text="It may rain")
        page = browser.get(answer.headers["location"]).text
        claim = recorded(browser, answer)

        undone = send(
            browser,
            f"/claims/{claim['id']}/withdraw",
            version="1",
            reason="recorded by mistake",
            back=f"/articles/{article['id']}",
        )
        gone = browser.get(f"{API}/claims/{claim['id']}").status_code
        send(
            browser, f"/claims/{claim['id']}/restore", version="2", reason="no mistake"
        )

        assert "The claim is recorded." in page
        assert undone.headers["location"] == f"/articles/{article['id']}"
        assert gone == 410
        assert recorded(browser, answer)["version"] == 3

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"text": "It will snow"}, "spans.0"),
            ({"text": ""}, 'id="text-error"'),
            ({"text": "It may rain", "act": "shout"}, "act"),
            ({"text": HOSTILE, "source_0": HOSTILE}, "source"),
        ],
    )
    def test_shows_the_form_again_if_something_is_wrong(
        self, browser: TestClient, article: Json, fields: dict[str, str], words: str
    ) -> None:
        answer = record(browser, article, **fields)

        assert answer.status_code == 422
        assert words in answer.text
        assert "<script>alert" not in answer.text

    def test_refuses_an_ambiguous_name(
        self, browser: TestClient, article: Json, make_source: Make
    ) -> None:
        for _ in range(2):
            make_source(name="Anna Berg", kind="person")

        answer = record(browser, article, text="It may rain", source_0="Anna Berg")

        assert answer.status_code == 422
        assert "Several records have this name" in answer.text

    def test_refuses_an_identical_claim(
        self, browser: TestClient, article: Json
    ) -> None:
        answers = [record(browser, article, text="It may rain") for _ in range(2)]

        assert [one.status_code for one in answers] == [303, 409]


class TestSuggestions:
    def test_equal_those_of_the_api(
        self, browser: TestClient, make_source: Make
    ) -> None:
        make_source(name="Anna Berg", kind="person")

        found = browser.get("/suggest/source?q=ann").json()

        assert found == browser.get(f"{API}/sources/suggest?q=ann").json()
        assert [one["label"] for one in found["data"]] == ["Anna Berg"]
