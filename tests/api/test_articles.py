from hashlib import sha256
from typing import Any

import pytest
from fastapi.testclient import TestClient

from db.queries.quoted import SORT_LIMIT
from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    day,
    ids,
    if_match,
    plain,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import CountingReader, Make

ARTICLES = f"{API}/articles"
TEXT = "“It rained,” he said."
# Only in the answers to writes.
WRITTEN = {"created", "matched", "similar", "taken", "left", "hidden"}
CLAIM = {"text": "It rained.", "form": "direct_quote", "attribution": [unnamed("he")]}


class TestCreateArticle:
    def test_returns_the_stored_article(
        self, client: TestClient, make_source: Make
    ) -> None:
        outlet = make_source(name="CNN", kind="outlet")
        body = {
            "outlet_id": outlet["id"],
            "kind": "analysis",
            "url": "https://www.cnn.com/2022/03/22/belarus/?utm_source=x#top",
            "title": "Will Belarus enter the war?",
            "byline": "Jim Sciutto",
            "dateline": "Washington",
            "language": "en",
            "availability": "corrected",
            "note": "Sent by a reader.",
        }

        made = client.post(ARTICLES, json=body | {"published": day(22), "text": TEXT})

        assert made.status_code == 201
        article = made.json()
        assert article.items() >= body.items()
        assert article["created"] == article["similar"] == []
        assert article["outlet"] == {
            "id": outlet["id"],
            "name": "CNN",
            "label": "CNN",
            "kind": "outlet",
        }
        assert article["published"] == {
            "from": "2022-03-22T00:00:00Z",
            "to": "2022-03-23T00:00:00Z",
            "precision": "day",
            "text": None,
        }
        read = client.get(made.headers["location"])
        assert read.json() == {k: v for k, v in article.items() if k not in WRITTEN}
        assert read.headers["etag"] == made.headers["etag"]

    def test_shows_its_revision_without_the_text(self, make_article: Make) -> None:
        article = make_article(text=TEXT, captured_at="2022-03-22T10:00:00.5Z")

        revision = article["revision"]
        assert revision.pop("id") > 0
        assert revision == {
            "number": 1,
            "captured_at": "2022-03-22T10:00:00.500000Z",
            "text_length": len(TEXT),
            "text_sha256": sha256(TEXT.encode()).hexdigest(),
        }

    def test_requires_no_fields(self, client: TestClient) -> None:
        answer = client.post(ARTICLES, json={})

        assert answer.status_code == 201
        assert answer.json()["kind"] == "news"
        assert answer.json()["revision"] is None

    def test_records_its_claims_with_their_sources_and_tags(
        self, client: TestClient
    ) -> None:
        second = {"text": "It snowed.", "form": "paraphrase", "tags": ["snow"]}
        claims = [CLAIM, CLAIM | second]

        article = client.post(ARTICLES, json={"text": TEXT, "claims": claims}).json()

        made = [one["resource"] for one in article["created"]]
        assert made == ["source", "tag", "claim", "claim"]
        rows = walk(client, f"/articles/{article['id']}/claims?sort=recorded")
        assert [row["text"] for row in rows] == ["It rained.", "It snowed."]
        speakers = {speaker["id"] for row in rows for speaker in row["speakers"]}
        assert speakers == {article["created"][0]["id"]}

    @pytest.mark.parametrize(
        ("claim", "pointer"),
        [
            (CLAIM | {"text": ""}, "/claims/1/text"),
            (CLAIM | {"attribution": said_by(LARGEST_ID)}, None),
            (
                CLAIM | {"spans": [{"part": "content", "exact": "not there"}]},
                "/claims/1/spans/0/exact",
            ),
            (CLAIM | {"article_id": 1}, "/claims/1/article_id"),
        ],
    )
    def test_writes_nothing_if_one_claim_is_wrong(
        self, client: TestClient, claim: Json, pointer: str | None
    ) -> None:
        body = {"title": "Half", "text": TEXT, "claims": [CLAIM, claim]}

        answer = client.post(ARTICLES, json=body)

        assert answer.status_code == 422
        expected = pointer or "/claims/1/attribution/0/source_id"
        assert the_error(answer)["pointer"] == expected
        assert walk(client, "/articles?q=half") == []
        assert walk(client, "/sources?anonymous=true") == []

    @pytest.mark.parametrize(
        "address",
        [
            "http://www.example.org/rain",
            "https://EXAMPLE.org:443/rain/",
            "https://user@example.org/rain?utm_medium=mail&fbclid=1#top",
        ],
    )
    def test_refuses_an_address_of_another_article(
        self, client: TestClient, make_article: Make, address: str
    ) -> None:
        article = make_article(url="https://example.org/rain")

        answer = client.post(ARTICLES, json={"url": address})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "article", "id": article["id"]}

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("values", "pointer"),
        [
            ({"url": "example.org"}, "/url"),
            ({"url": "ftp://example.org"}, "/url"),
            ({"url": "https://"}, "/url"),
            ({"url": "https://[/"}, "/url"),
            ({"kind": "novel"}, "/kind"),
            ({"title": ""}, "/title"),
            ({"text": ""}, "/text"),
            ({"language": "english!"}, "/language"),
            ({"outlet_id": LARGEST_ID}, "/outlet_id"),
            ({"outlet_id": 1, "outlet": {"name": "CNN"}}, ""),
            ({"outlet": {"name": "CNN", "kind": "person"}}, "/outlet/kind"),
            ({"root_article_id": LARGEST_ID}, "/root_article_id"),
            ({"published": {"precision": "day"}}, "/published"),
            ({"published": {"from": "2022-03-22T10:00:00Z", "precision": "day"}}, None),
            ({"published": {"from": "2022-03-23", "to": "2022-03-22"}}, "/published"),
            ({"published": {"from": "22 March"}}, "/published/from"),
            ({"captured_at": "now"}, "/captured_at"),
            ({"captured_at": "2022-03-22"}, ""),
            ({"archive_url": "https://archive.example.org/1"}, ""),
            ({"claims": {}}, "/claims"),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, values: Json, pointer: str | None
    ) -> None:
        answer = client.post(ARTICLES, json={"title": "Rain"} | values)

        assert answer.status_code == 422
        expected = "/published" if pointer is None else pointer
        assert the_error(answer)["pointer"] == expected

    def test_refuses_an_outlet_of_another_kind(
        self, client: TestClient, source: Json
    ) -> None:
        answer = client.post(ARTICLES, json={"outlet_id": source["id"]})

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "wrong_kind"

    def test_shows_the_article_that_it_reprints(self, make_article: Make) -> None:
        root = make_article(outlet={"name": "Reuters"}, url="https://reuters.com/1")

        reprint = make_article(root_article_id=root["id"])

        assert reprint["root_article"] == {
            "id": root["id"],
            "title": root["title"],
            "url": root["url"],
            "published": None,
            "outlet": root["outlet"],
        }


@pytest.mark.every_case
class TestReadArticles:
    @pytest.mark.parametrize(
        ("query", "values"),
        [
            ("q=belarus war", {"title": "War comes to BELARUS"}),
            ("kind=interview", {"kind": "interview"}),
            ("kind=interview&kind=record", {"kind": "record"}),
            ("language=be", {"language": "be"}),
            ("url=http://example.org/a/", {"url": "https://www.example.org/a"}),
            ("url=http://x.org&url=http://y.org", {"url": "https://y.org"}),
            ("published_from=2022-03-22", {"published": day(22)}),
            ("published_from=2022-03-22T23:59:59Z", {"published": day(22)}),
            (
                "published_from=2022-03-22&published_to=2022-03-23",
                {"published": day(22)},
            ),
            (
                "published_from=2022-01-01&published_to=2022-01-02",
                {"published": {"to": "2022-03-01"}},
            ),
            ("published_from=2023-01-01", {"published": {"from": "2022-03-01"}}),
            ("kind=post&language=be", {"kind": "post", "language": "be"}),
        ],
    )
    def test_filters(
        self, client: TestClient, make_article: Make, query: str, values: Json
    ) -> None:
        make_article(title="War", language="en", published=day(20))
        make_article(kind="post", title="Belarus", url="https://example.org/b")
        wanted = make_article(**values)

        rows = walk(client, f"/articles?{query}")

        assert ids(rows) == [wanted["id"]]

    @pytest.mark.parametrize(
        "query", ["published_from=2022-03-23", "published_to=2022-03-22"]
    )
    def test_treats_publication_intervals_as_half_open(
        self, client: TestClient, make_article: Make, query: str
    ) -> None:
        make_article(published=day(22))

        rows = walk(client, f"/articles?{query}&kind=news")

        assert rows == []

    @pytest.mark.parametrize("many", [1, SORT_LIMIT], ids=["scanned", "sorted"])
    def test_filters_by_outlet_and_by_source(
        self,
        client: TestClient,
        make_article: Make,
        source: Json,
        monkeypatch: pytest.MonkeyPatch,
        many: int,
    ) -> None:
        monkeypatch.setattr("db.reads.quoted.SORT_LIMIT", many)
        quoting = CLAIM | {"attribution": said_by(source["id"])}
        wanted = make_article(outlet={"name": "CNN"}, claims=[quoting])
        make_article(outlet={"name": "CNN"})
        make_article(claims=[quoting | {"text": "Elsewhere."}])

        by_outlet = walk(client, f"/articles?outlet={wanted['outlet_id']}")
        by_both = walk(
            client, f"/articles?outlet={wanted['outlet_id']}&source={source['id']}"
        )

        assert len(by_outlet) == 2
        assert ids(by_both) == [wanted["id"]]

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("-published", [1, 0, 3, 2]),
            ("published", [0, 1, 2, 3]),
            ("recorded", [0, 1, 2, 3]),
            ("-recorded", [3, 2, 1, 0]),
        ],
    )
    def test_sorts_articles_without_a_date_last(
        self, client: TestClient, make_article: Make, sort: str, order: list[int]
    ) -> None:
        dates: list[Any] = [day(1), day(2), None, {"text": "lately"}]
        made = [make_article(published=date)["id"] for date in dates]

        rows = walk(client, f"/articles?kind=news&limit=1&sort={sort}")

        assert ids(rows) == [made[number] for number in order]

    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self, client: TestClient, reader: CountingReader, make_article: Make
    ) -> None:
        for number in range(1, 21):
            make_article(published=day(number))

        counts = reader.counts(client, "/articles?limit=1", "/articles?limit=20")

        assert counts == [1, 1]


class TestUpdateArticle:
    def test_changes_only_sent_fields(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(byline="Jim", published=day(22), text=TEXT)
        path = f"{ARTICLES}/{article['id']}"

        answer = client.patch(
            path, json={"byline": None, "kind": "opinion"}, headers=if_match(article)
        )

        assert answer.status_code == 200
        assert plain(answer.json()) == plain(article) | {
            "byline": None,
            "kind": "opinion",
            "version": 2,
            "updated_at": answer.json()["updated_at"],
        }

    @pytest.mark.parametrize("body", [{"outlet_id": None}, {"outlet": None}])
    def test_removes_the_outlet(
        self, client: TestClient, make_article: Make, body: Json
    ) -> None:
        article = make_article(outlet={"name": "CNN"})

        answer = client.patch(
            f"{ARTICLES}/{article['id']}", json=body, headers=if_match(article)
        )

        assert (answer.json()["outlet_id"], answer.json()["outlet"]) == (None, None)

    def test_updates_the_dates_of_its_claims(
        self, client: TestClient, claim: Json, make_claim: Make, article: Json
    ) -> None:
        said = make_claim(text="It snowed.", said=day(20), tags=["snow"])
        client.patch(
            f"{ARTICLES}/{article['id']}",
            json={"published": day(22)},
            headers=if_match(article),
        ).raise_for_status()

        rows = walk(client, f"/articles/{article['id']}/claims")

        assert claim["dated"]["basis"] == "recorded"
        assert [(row["id"], row["dated"]) for row in rows] == [
            (claim["id"], {"at": "2022-03-22T00:00:00Z", "basis": "published"}),
            (said["id"], {"at": "2022-03-20T00:00:00Z", "basis": "said"}),
        ]

    @pytest.mark.parametrize(
        ("version", "body", "status"),
        [
            (None, {}, 428),
            ('"v2"', {}, 412),
            ('"v1"', {"kind": None}, 422),
            ('"v1"', {"text": "x"}, 422),
            ('"v1"', {"claims": []}, 422),
            ('"v1"', {"url": "https://noise.example.org"}, 409),
        ],
    )
    def test_refuses_invalid_bodies_wrong_versions_and_conflicts(
        self,
        client: TestClient,
        article: Json,
        version: str | None,
        body: Json,
        status: int,
    ) -> None:
        path = f"{ARTICLES}/{article['id']}"
        headers = {"if-match": version} if version else {}

        answer = client.patch(path, json=body, headers=headers)

        assert answer.status_code == status
        assert client.get(path).json()["version"] == 1

    def test_refuses_a_circle_of_reprints(
        self, client: TestClient, make_article: Make
    ) -> None:
        root = make_article()
        reprint = make_article(root_article_id=root["id"])

        answer = client.patch(
            f"{ARTICLES}/{root['id']}",
            json={"root_article_id": reprint["id"]},
            headers=if_match(root),
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/root_article_id"

    def test_restricts_its_claims_and_its_unnamed_sources(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(claims=[CLAIM])

        client.patch(
            f"{ARTICLES}/{article['id']}",
            json={"visibility": "restricted"},
            headers=if_match(article),
        ).raise_for_status()

        for made in article["created"]:
            read = client.get(f"{API}/{made['resource']}s/{made['id']}").json()
            assert read["visibility"] == "restricted"


class TestDeleteArticle:
    @pytest.mark.parametrize("user", ["claim", "reprint"])
    def test_is_refused_while_it_is_used(
        self, client: TestClient, make_article: Make, user: str
    ) -> None:
        article = make_article(claims=[CLAIM] if user == "claim" else [])
        if user == "reprint":
            make_article(root_article_id=article["id"])

        answer = client.delete(f"{ARTICLES}/{article['id']}", headers=if_match(article))

        assert answer.status_code == 409
        assert answer.json()["count"] == 1

    def test_withdraws_and_restores_its_unnamed_sources(
        self, client: TestClient, make_article: Make, make_source: Make
    ) -> None:
        article = make_article(url="https://example.org/rain")
        printed = {"kind": "anonymous_person", "article_id": article["id"]}
        source = make_source(name="official", **printed)
        path = f"{ARTICLES}/{article['id']}"

        client.delete(path, headers=if_match(article)).raise_for_status()
        gone = client.get(f"{API}/sources/{source['id']}").status_code
        back = client.post(f"{path}/restore?reason=why", headers={"if-match": '"v2"'})

        assert gone == 410
        assert back.status_code == 200
        assert client.get(f"{API}/sources/{source['id']}").status_code == 200


class TestRestoreArticle:
    def test_is_refused_if_another_article_has_its_address(
        self, client: TestClient, make_article: Make
    ) -> None:
        article = make_article(url="https://example.org/rain")
        path = f"{ARTICLES}/{article['id']}"
        client.delete(path, headers=if_match(article)).raise_for_status()
        other = make_article(url="https://example.org/rain/")

        answer = client.post(f"{path}/restore?reason=x", headers={"if-match": '"v2"'})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "article", "id": other["id"]}
