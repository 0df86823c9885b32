"""Spans over HTTP: for words as printed, and as people type them."""

from unicodedata import normalize

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import Json, claim_in, if_match, said_by, the_error, unnamed
from tests.api.quoted_articles import ARTICLES, CLAIMS, post, quote, recorded, spans_of

pytestmark = pytest.mark.portable


class TestOffsetsOfTheTextAsSent:
    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            (
                'Dateline.\r\nLine.\r\n\r\n"We will rebuild," she said.\r\n',
                "We will rebuild",
            ),
            ("One.\rTwo.\r\n\n“We go,” she said.", "We go"),
            (
                normalize("NFD", "Été à Québec: «Déjà vu», dit-il."),
                "De\u0301ja\u0300 vu",
            ),
            (
                normalize("NFD", "안녕하세요. 대변인은 “비가 왔다”고 했다."),
                normalize("NFD", "비가 왔다"),
            ),
            (normalize("NFD", "ふくだ がぎぐ「行きます」"), "行きます"),
            ("क\u093cानून\r\nमंत्री ने कहा: हाँ", "हाँ"),
            ("Ц\u0438\u0306 сказал:\r\n«Шёл дождь»", "Шёл дождь"),
            ("قال المتحدث:\r\n«لا تعليق»", "لا تعليق"),
            ("🌧\r\n👩🏽‍🚀 e\u0301: it rained", "it rained"),
        ],
    )
    @pytest.mark.parametrize("with_words", [True, False])
    def test_select_the_same_words_in_the_stored_text(
        self, client: TestClient, sent: str, words: str, with_words: bool
    ) -> None:
        start = sent.index(words)
        place = {"start": start, "end": start + len(words)}
        place |= {"exact": words} if with_words else {}

        article = recorded(client, sent, quote("x", place))

        (span,) = spans_of(client, article)
        path = f"{ARTICLES}/{article['id']}/revisions/1"
        text = client.get(path).json()["text"]
        stored = normalize("NFC", words)
        assert (span["exact"], span["anchor"]) == (stored, "exact")
        assert text[span["start"] : span["end"]] == stored

    def test_of_a_later_claim_refer_to_the_stored_text(
        self, client: TestClient, source: Json
    ) -> None:
        article = recorded(client, "One.\r\nTwo.\r\nIt rained.")
        spans = [{"part": "content", "start": 10, "end": 19, "exact": "It rained"}]

        body = claim_in(article["id"], said_by(source["id"]), spans=spans)
        answer = client.post(CLAIMS, json=body)

        assert answer.status_code == 201, answer.text

    def test_an_offset_beyond_the_sent_text_is_refused_with_its_length(
        self, client: TestClient
    ) -> None:
        sent = "a\r\n" * 10

        answer = post(client, sent, quote("x", {"start": 0, "end": 31}))

        assert the_error(answer)["message"] == "The text ends at 30."

    def test_of_other_words_are_refused_with_the_right_places(
        self, client: TestClient
    ) -> None:
        sent = "One.\r\nIt rained."

        answer = post(
            client, sent, quote("x", {"start": 0, "end": 9, "exact": "It rained"})
        )

        error = the_error(answer)
        assert (error["pointer"], error["code"]) == (
            "/claims/0/spans/0/exact",
            "mismatch",
        )
        assert [place["start"] for place in error["candidates"]] == [5]


TYPED = [
    ("5\u00a0million euros", "5 million euros"),
    ("It wasn’t us", "It wasn't us"),
    ("We will not\nraise", "We will not raise"),
    ("infra\u00adstructure", "infrastructure"),
    ("We will  go", "We will go"),
    ("the ﬁnal", "the final"),
    ("a US\u2011led strike", "a US-led strike"),
    ("«Шёл дождь»", '"Шёл дождь"'),
    ("می\u200cخواهم بروم", "میخواهم بروم"),
    ("「行きます」", '"行きます"'),
    ("WE WILL GO", "We will go"),
]


class TestTolerantFinding:
    @pytest.mark.parametrize(("printed", "typed"), TYPED)
    def test_stores_the_words_as_they_are_printed(
        self, client: TestClient, printed: str, typed: str
    ) -> None:
        article = recorded(
            client, f"Yes: {printed}, she said.", quote("x", {"exact": typed})
        )

        (span,) = spans_of(client, article)
        assert (span["exact"], span["start"], span["anchor"]) == (printed, 5, "exact")

    def test_applies_to_every_way_to_record(
        self, client: TestClient, source: Json
    ) -> None:
        article = recorded(client, "“It wasn’t us,” he said.")
        spans = [{"part": "content", "exact": "It wasn't us"}]
        body = claim_in(article["id"], said_by(source["id"]), spans=spans)

        one = client.post(CLAIMS, json=body).json()
        many = client.post(
            f"{CLAIMS}/batch",
            json={"mode": "each", "claims": [body | {"text": "Another."}]},
        ).json()["data"][0]["claim"]
        patched = client.patch(
            f"{CLAIMS}/{one['id']}", json={"spans": spans}, headers=if_match(one)
        ).json()

        found = [claim["spans"][0]["exact"] for claim in (one, many, patched)]
        assert found == ["It wasn’t us"] * 3

    @pytest.mark.parametrize(
        ("text", "exact"),
        [
            ("the resume is here", "résumé"),
            ("ふくだ さとし", "ふくた さとし"),
            ("die Maße", "die Masse"),
            ("Lodz is a town", "Łódź"),
            ("he is nowhere", "now here"),
            ("5.5 million", "55 million"),
        ],
    )
    def test_refuses_words_that_differ_by_a_letter(
        self, client: TestClient, text: str, exact: str
    ) -> None:
        error = the_error(post(client, text, quote("x", {"exact": exact})))

        assert (error["pointer"], error["code"]) == (
            "/claims/0/spans/0/exact",
            "not_found",
        )

    def test_accepts_a_prefix_in_any_typography(self, client: TestClient) -> None:
        text = "One ends.\n\n“We will go,” she said. “We will go,” he said."
        span = {"exact": "We will go", "prefix": 'ends. "'}

        article = recorded(client, text, quote("x", span))

        assert spans_of(client, article)[0]["start"] == text.index("We will go")

    @pytest.mark.parametrize(
        ("around", "fields"),
        [
            ({"prefix": "starts. “"}, ["prefix"]),
            ({"suffix": ",” he said"}, ["suffix"]),
            ({"prefix": "starts. “", "suffix": ",” he said"}, ["prefix", "suffix"]),
            ({"prefix": "ends. “", "suffix": ",” he said"}, ["suffix"]),
            ({"start": 12, "end": 22, "prefix": "starts. “"}, ["prefix"]),
            ({"start": 12, "end": 22, "suffix": "!"}, ["suffix"]),
        ],
    )
    def test_reports_the_wrong_prefix_or_suffix(
        self, client: TestClient, around: Json, fields: list[str]
    ) -> None:
        text = "One ends.\n\n“We will go,” she said."

        answer = post(client, text, quote("x", {"exact": "We will go"} | around))

        pointers = [error["pointer"] for error in answer.json()["errors"]]
        assert pointers == [f"/claims/0/spans/0/{field}" for field in fields]

    def test_lists_the_nearest_places(self, client: TestClient) -> None:
        text = "He said there was no sign of any frost on the fields."

        answer = post(
            client, text, quote("x", {"exact": "there was no sign of frost on fields"})
        )

        candidates = the_error(answer)["candidates"]
        assert candidates[0]["exact"].startswith("there was no sign of any frost")
        assert all(one["score"] >= 80 for one in candidates)


class TestSeveralErrors:
    WRONG = ({"exact": "nowhere"}, {"exact": "She"}, {"start": 0, "end": 999})

    def test_of_an_article_are_reported_together(self, client: TestClient) -> None:
        claims = [quote(f"Claim {number}", *self.WRONG) for number in range(2)]

        answer = post(client, "She said so.", *claims)

        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [
            "/claims/0/spans/0/exact",
            "/claims/0/spans/2/end",
            "/claims/1/spans/0/exact",
            "/claims/1/spans/2/end",
        ]
        assert answer.json()["detail"].startswith("4 values are wrong")

    def test_of_a_batch_are_reported_together(
        self, client: TestClient, article: Json
    ) -> None:
        chain = [unnamed("official")]
        claims = [
            claim_in(article["id"], chain, spans=[{"part": "content"} | span])
            for span in ({"exact": "nowhere"}, {"exact": "rained"}, {"exact": "no"})
        ]

        atomic = client.post(
            f"{CLAIMS}/batch", json={"mode": "atomic", "claims": claims}
        )
        each = client.post(f"{CLAIMS}/batch", json={"mode": "each", "claims": claims})

        pointers = [error["pointer"] for error in atomic.json()["errors"]]
        assert pointers == ["/claims/0/spans/0/exact", "/claims/2/spans/0/exact"]
        assert [one["status"] for one in each.json()["data"]] == [422, 201, 422]

    def test_of_one_claim_are_reported_together(
        self, client: TestClient, article: Json, source: Json
    ) -> None:
        spans = [{"part": "content"} | span for span in self.WRONG]
        body = claim_in(article["id"], said_by(source["id"]), spans=spans)

        answer = client.post(CLAIMS, json=body)

        assert len(answer.json()["errors"]) == 3

    def test_at_most_a_hundred_errors_are_reported(self, client: TestClient) -> None:
        claims = [
            quote(f"Claim {n}", *({"exact": f"nowhere {m}"} for m in range(50)))
            for n in range(5)
        ]

        answer = post(client, "She said so.", *claims)

        assert len(answer.json()["errors"]) == 100


class TestRepeatedItems:
    @pytest.mark.parametrize("count", [2, 4])
    def test_of_a_batch_are_reported_with_both_pointers(
        self, client: TestClient, article: Json, count: int
    ) -> None:
        body = claim_in(article["id"], [unnamed("official")])
        others = [body | {"text": f"Other {n}."} for n in range(count - 2)]

        answer = client.post(
            f"{CLAIMS}/batch",
            json={"mode": "atomic", "claims": [*others, body, body]},
        )

        assert answer.status_code == 409
        problem = answer.json()
        assert problem["conflict"] == {
            "resource": "claim",
            "id": None,
            "pointer": f"/claims/{count - 2}",
        }
        assert the_error(answer)["pointer"] == f"/claims/{count - 1}"
        assert client.get(f"{ARTICLES}/{article['id']}/claims").json()["data"] == []

    def test_of_an_article_are_reported_with_both_pointers(
        self, client: TestClient
    ) -> None:
        claim = quote("It rained", {"exact": "It rained"})

        answer = post(client, "It rained.", claim, quote("Other."), claim)

        assert answer.status_code == 409
        assert answer.json()["conflict"]["pointer"] == "/claims/0"
        assert the_error(answer)["pointer"] == "/claims/2"

    def test_return_the_id_of_a_claim_recorded_before(
        self, client: TestClient, claim: Json, claim_body: Json
    ) -> None:
        answer = client.post(
            f"{CLAIMS}/batch", json={"mode": "atomic", "claims": [claim_body]}
        )

        assert answer.json()["conflict"] == {"resource": "claim", "id": claim["id"]}

    def test_in_mode_each_return_the_id_of_the_recorded_claim(
        self, client: TestClient, article: Json
    ) -> None:
        body = claim_in(article["id"], [unnamed("official")])

        answer = client.post(
            f"{CLAIMS}/batch", json={"mode": "each", "claims": [body, body]}
        )

        first, second = answer.json()["data"]
        conflict = second["problem"]["conflict"]
        assert conflict == {"resource": "claim", "id": first["claim"]["id"]}
