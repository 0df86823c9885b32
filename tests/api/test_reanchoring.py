"""A new text of an article anchors its claims again, over HTTP."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import Json, if_match, plain, the_error
from tests.api.quoted_articles import (
    ARTICLES,
    CLAIMS,
    claims_of,
    quote,
    recorded,
    revise,
)


class TestNewRevision:
    TEXT = (
        "“We will rebuild the bridge in May,” the mayor said.\n"
        "“There is no money,” a minister said. It may rain today.\n"
    )
    QUOTES = (
        "We will rebuild the bridge in May",
        "There is no money",
        "It may rain today",
    )

    @pytest.fixture
    def article(self, client: TestClient) -> Json:
        claims = [quote(words, {"exact": words}) for words in self.QUOTES]
        return recorded(client, self.TEXT, *claims)

    def test_counts_spans_by_anchor_and_lists_lost_ones(
        self, client: TestClient, article: Json
    ) -> None:
        text = f"Corrected.\n{self.TEXT}".replace("the bridge", "the old bridge")
        text = text.replace("There is no money", "I cannot say")

        answer = revise(client, article, text)

        assert answer.status_code == 201
        assert answer.json()["anchors"] == {
            "exact": 1,
            "moved": 0,
            "fuzzy": 1,
            "orphaned": 1,
        }
        lost = claims_of(client, article)[1]
        assert answer.json()["orphaned"] == [
            {
                "claim_id": lost["id"],
                "text": "There is no money",
                "spans": [
                    {
                        "part": "content",
                        "position": None,
                        "seq": 1,
                        "exact": "There is no money",
                    }
                ],
            }
        ]

    def test_is_shown_by_the_article_the_revision_and_the_anchor_filter(
        self, client: TestClient, article: Json
    ) -> None:
        answer = revise(client, article, self.TEXT.replace("no money", "money enough"))

        path = f"{ARTICLES}/{article['id']}"
        assert client.get(path).json()["anchors"] == answer.json()["anchors"]
        assert client.get(answer.headers["location"]).json() == plain(answer.json())
        first = client.get(f"{path}/revisions/1").json()
        assert (first["anchors"], first["orphaned"]) == (None, [])
        found = client.get(f"{CLAIMS}?anchor=orphaned&article={article['id']}").json()
        assert [claim["text"] for claim in found["data"]] == ["There is no money"]

    def test_creates_a_version_and_an_audit_entry_of_each_claim(
        self, client: TestClient, article: Json
    ) -> None:
        revise(client, article, f"Corrected.\n{self.TEXT}")

        for claim in claims_of(client, article):
            path = f"{CLAIMS}/{claim['id']}"
            assert client.get(path).json()["revision"]["number"] == 2
            history = client.get(f"{path}/history").json()["data"]
            fields = {change["field"] for change in history[0]["changes"]}
            assert (claim["version"], fields) == (2, {"revision_id", "spans"})

    @pytest.mark.parametrize(
        ("text", "words", "later"),
        [
            ("The mayor said no.", "no", "The mayor said yes. He is now here."),
            ("They won. It was nice.", "won", "They won’t. It was nice."),
            ("He paid 5 euros.", "5", "He paid 5,000 euros."),
            ("Он сказал: да.", "да", "Он сказал: дата."),
            ("قال المتحدث لا.", "لا", "قال المتحدث لاحقا."),
            ("He said: not us.", "not us", "He said: not used."),
        ],
    )
    def test_never_anchors_inside_another_word(
        self, client: TestClient, text: str, words: str, later: str
    ) -> None:
        article = recorded(client, text, quote(words, {"exact": words}))
        revised = revise(client, article, later).json()

        (claim,) = claims_of(client, article)
        answer = client.patch(
            f"{CLAIMS}/{claim['id']}",
            json={"revision_id": revised["id"]},
            headers=if_match(claim),
        )

        (span,) = claim["spans"]
        assert (span["anchor"], span["exact"]) == ("orphaned", words)
        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/spans/0/exact"

    def test_an_earlier_text_becomes_the_newest_again(self, client: TestClient) -> None:
        article = recorded(
            client, "Tax rises.", quote("Tax rises", {"exact": "Tax rises"})
        )
        revise(client, article, "Tax falls.").raise_for_status()

        again = revise(
            client,
            article,
            "Tax rises.",
            title="new headline",
            captured_at="2022-03-25",
        )

        assert (again.status_code, again.json()["number"]) == (201, 3)
        assert again.json()["captured_at"] == "2022-03-25T00:00:00Z"
        shown = client.get(f"{ARTICLES}/{article['id']}").json()
        assert (shown["title"], shown["revision"]["number"]) == ("new headline", 3)
        assert shown["anchors"]["exact"] == 1
        body = quote("It does", {"exact": "Tax rises"}) | {"article_id": article["id"]}
        assert client.post(CLAIMS, json=body).status_code == 201

    @pytest.mark.parametrize(
        ("sent", "shown"),
        [
            ({"title": "new headline"}, {"title": "new headline"}),
            ({"byline": "Ann E"}, {"byline": "Ann E"}),
            (
                {
                    "published": {
                        "from": "2022-03-22",
                        "to": "2022-03-23",
                        "precision": "day",
                    }
                },
                {"published": {"from": "2022-03-22T00:00:00Z"}},
            ),
        ],
    )
    def test_with_the_same_text_stores_the_other_changed_fields(
        self, client: TestClient, article: Json, sent: Json, shown: Json
    ) -> None:
        answer = revise(client, article, self.TEXT.replace("\n", "\r\n"), **sent)

        assert (answer.status_code, answer.json()["number"]) == (200, 1)
        found = client.get(f"{ARTICLES}/{article['id']}").json()
        assert found["version"] == 2
        for name, value in shown.items():
            stored = found[name]
            assert stored == value or stored.items() >= value.items()
        assert {claim["version"] for claim in claims_of(client, article)} == {1}

    def test_anchors_a_thousand_claims_in_one_request(self, client: TestClient) -> None:
        lines = [f"Line {n}: it may rain on day {n}." for n in range(1000)]
        claims = [quote(line, {"exact": line}) for line in lines]
        article = recorded(client, "\n".join(lines), *claims)

        answer = revise(client, article, "\n".join(["Corrected.", *lines[1:]]))

        assert answer.json()["anchors"] == {
            "exact": 999,
            "moved": 0,
            "fuzzy": 0,
            "orphaned": 1,
        }
