"""Concurrent writes, and writes that cannot be committed."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, event, text

from db.errors import ConflictError
from tests.api.bodies import API, Json, claim_in, said_by, step, unnamed, walk
from tests.api.concurrent import WRITERS, at_once, insisting, statuses
from tests.api.conftest import Make

pytestmark = pytest.mark.every_case


class TestConcurrentWrites:
    def test_update_one_version_once(self, client: TestClient, make_tag: Make) -> None:
        path = f"{API}/tags/{make_tag()['id']}"

        answers = at_once(
            lambda n: client.patch(
                path, json={"note": f"{n}"}, headers={"if-match": '"v1"'}
            )
        )

        assert statuses(answers) == {200: 1, 412: WRITERS - 1}
        (winner,) = (answer for answer in answers if answer.status_code == 200)
        assert client.get(path).json() == winner.json()
        assert len(walk(client, path.removeprefix(API) + "/history")) == 2

    def test_withdraw_or_update_a_record_but_not_both(
        self, client: TestClient, make_tag: Make
    ) -> None:
        path, read = f"{API}/tags/{make_tag()['id']}", {"if-match": '"v1"'}

        answers = at_once(
            lambda n: (
                client.delete(path, headers=read)
                if n % 2
                else client.patch(path, json={"note": f"{n}"}, headers=read)
            )
        )

        done = statuses(answers)
        assert done[200] + done[204] == 1
        assert done[404] + done[412] == WRITERS - 1

    def test_record_one_article_address_once(self, client: TestClient) -> None:
        url = "https://example.org/rain"

        answers = at_once(
            lambda n: client.post(f"{API}/articles", json={"url": url, "title": f"{n}"})
        )

        assert statuses(answers) == {201: 1, 409: WRITERS - 1}
        (winner,) = (answer.json() for answer in answers if answer.status_code == 201)
        in_the_way = {"resource": "article", "id": winner["id"]}
        for answer in answers:
            if answer.status_code == 409:
                assert answer.json()["conflict"] == in_the_way
        assert len(walk(client, f"/articles?url={url}")) == 1

    def test_record_one_claim_once(self, client: TestClient, claim_body: Json) -> None:
        answers = at_once(lambda _: client.post(f"{API}/claims", json=claim_body))

        assert statuses(answers) == {201: 1, 409: WRITERS - 1}

    @pytest.mark.parametrize(
        "speaker",
        [
            unnamed("official"),
            {
                "position": 1,
                "relation": "said",
                "source": {"kind": "organisation", "name": "NATO"},
            },
        ],
    )
    def test_create_one_source_for_a_description(
        self, client: TestClient, article: Json, speaker: Json
    ) -> None:
        answers = at_once(
            lambda n: client.post(
                f"{API}/claims",
                json=claim_in(article["id"], [speaker], text=f"{n}", tags=["rain"]),
            )
        )

        assert statuses(answers) == {201: WRITERS}
        assert len({answer.json()["speakers"][0]["id"] for answer in answers}) == 1
        made = [one for answer in answers for one in answer.json()["created"]]
        assert sorted(one["resource"] for one in made) == ["source", "tag"]

    def test_number_revisions_without_gaps(
        self, client: TestClient, article: Json
    ) -> None:
        path = f"{API}/articles/{article['id']}/revisions"

        answers = at_once(lambda n: client.post(path, json={"text": f"Text {n}."}))

        numbers = sorted(answer.json()["number"] for answer in answers)
        assert numbers == [2, 3, 4, 5]

    def test_cite_or_withdraw_a_source_but_not_both(
        self, client: TestClient, article: Json, source: Json
    ) -> None:
        body = claim_in(article["id"], said_by(source["id"]))

        answers = at_once(
            lambda n: (
                client.delete(
                    f"{API}/sources/{source['id']}", headers={"if-match": '"v1"'}
                )
                if n % 2
                else client.post(f"{API}/claims", json=body | {"text": f"{n}"})
            )
        )

        done = statuses(answers)
        assert bool(done[204]) != bool(done[201])
        assert done.keys() <= {201, 204, 404, 409, 422}

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/tags", {"name": "rain"}),
            (
                "/sources",
                {
                    "name": "Jens",
                    "kind": "person",
                    "identifiers": [{"scheme": "wikidata", "value": "Q57665"}],
                },
            ),
        ],
        ids=["tag", "identifier"],
    )
    def test_record_a_tag_and_an_identifier_once(
        self, client: TestClient, path: str, body: Json
    ) -> None:
        answers = at_once(lambda _: client.post(API + path, json=body))

        assert statuses(answers) == {201: 1, 409: WRITERS - 1}

    def test_create_a_version_for_each_new_name(
        self, client: TestClient, source: Json
    ) -> None:
        path = f"{API}/sources/{source['id']}/names"

        answers = at_once(lambda n: client.post(path, json={"name": f"Jens {n}"}))

        assert statuses(answers) == {201: WRITERS}
        versions = sorted(answer.headers["etag"][:4] for answer in answers)
        assert versions == [f'"v{number}-' for number in range(2, 2 + WRITERS)]


class TestTwentyConcurrentWrites:
    @pytest.mark.parametrize(
        "speaker",
        [unnamed("senior official"), unnamed("Jens Stoltenberg", "person")],
        ids=["unnamed", "named"],
    )
    def test_create_one_source_for_a_description(
        self, client: TestClient, article: Json, speaker: Json
    ) -> None:
        known = len(walk(client, "/sources"))

        answers = at_once(
            insisting(
                lambda n: client.post(
                    f"{API}/claims",
                    json=claim_in(article["id"], [speaker], text=f"{n} mm."),
                )
            ),
            writers=20,
        )

        assert statuses(answers) == {201: 20}
        (made,) = {answer.json()["speakers"][0]["id"] for answer in answers}
        assert len(walk(client, f"/sources/{made}/claims")) == 20
        assert len(walk(client, "/sources")) == known + 1

    def test_are_in_the_feed_in_order_of_time(self, client: TestClient) -> None:
        answers = at_once(
            insisting(lambda n: client.post(f"{API}/tags", json={"name": f"{n}"})),
            writers=20,
        )

        feed = walk(client, "/changes?limit=7")
        assert [change["at"] for change in feed] == sorted(c["at"] for c in feed)
        sent = {answer.headers["x-request-id"] for answer in answers}
        assert sent == {change["request_id"] for change in feed[-20:]}

    def test_fail_independently(self, client: TestClient, article: Json) -> None:
        spans = [{"part": "content", "exact": "It snowed"}]

        def body(number: int) -> Json:
            chain = [unnamed("official")]
            wrong = {"spans": spans} if number % 2 else {}
            return claim_in(article["id"], chain, text=f"{number} mm.") | wrong

        answers = at_once(
            insisting(lambda n: client.post(f"{API}/claims", json=body(n))),
            writers=20,
        )

        assert statuses(answers) == {201: 10, 422: 10}
        assert len(walk(client, f"/articles/{article['id']}/claims")) == 10
        sources = walk(client, f"/sources?article={article['id']}")
        assert [source["name"] for source in sources] == ["official"]


class TestWholeOrNothing:
    @pytest.fixture
    def everything(self, client: TestClient, article: Json, source: Json) -> Json:
        """The record before a write that fails."""
        assert article
        assert source
        return self.read(client)

    def read(self, client: TestClient) -> Json:
        lists = ("changes", "sources", "articles", "claims", "tags")
        return {name: walk(client, f"/{name}?limit=1000") for name in lists}

    @pytest.mark.parametrize("failing", [0, 7, 14])
    def test_a_batch_with_a_failing_claim_stores_nothing(
        self, client: TestClient, article: Json, everything: Json, failing: int
    ) -> None:
        claims = [
            claim_in(
                article["id"],
                [unnamed(f"official {number}")],
                text=f"{number} mm.",
                tags=[f"rain {number}"],
            )
            for number in range(15)
        ]
        claims[failing]["spans"] = [{"part": "content", "exact": "It snowed"}]

        answer = client.post(
            f"{API}/claims/batch", json={"mode": "atomic", "claims": claims}
        )

        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["pointer"].startswith(f"/claims/{failing}/spans/0")
        assert self.read(client) == everything

    def test_an_article_with_a_failing_claim_stores_nothing(
        self, client: TestClient, source: Json, everything: Json
    ) -> None:
        good = claim_in(0, said_by(source["id"]), tags=["new"])
        bad = claim_in(0, [step(source["id"]), step(source["id"], 2)])
        claims = [
            {key: value for key, value in claim.items() if key != "article_id"}
            for claim in (good, bad)
        ]
        body = {"title": "Snow", "outlet": {"name": "CNN"}, "claims": claims}

        answer = client.post(f"{API}/articles", json=body)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith("/claims/1/attribution")
        assert self.read(client) == everything

    def test_a_failing_claim_stores_neither_sources_nor_tags(
        self, client: TestClient, article: Json, everything: Json
    ) -> None:
        spans = [{"part": "content", "exact": "It snowed"}]
        chain = [unnamed("official")]

        answer = client.post(
            f"{API}/claims",
            json=claim_in(article["id"], chain, spans=spans, tags=["new"]),
        )

        assert answer.status_code == 422
        assert self.read(client) == everything


class TestFailedCommit:
    def test_is_reported_and_stores_nothing(
        self, client: TestClient, claim_body: Json
    ) -> None:
        def refuse(_: Connection) -> None:
            raise ConflictError("claim", 1)

        event.listen(Engine, "commit", refuse)
        try:
            answer = client.post(f"{API}/claims", json=claim_body | {"tags": ["rain"]})
        finally:
            event.remove(Engine, "commit", refuse)

        assert answer.status_code == 409
        assert walk(client, f"/claims?article={claim_body['article_id']}") == []
        assert all(tag["name"] != "rain" for tag in walk(client, "/tags"))
        assert client.post(f"{API}/claims", json=claim_body).status_code == 201


class TestAcknowledgedWrite:
    def test_is_visible_to_other_connections(
        self, client: TestClient, make_tag: Make, engine: Engine
    ) -> None:
        tag = make_tag()

        with engine.connect() as connection:
            names = connection.scalars(
                text("SELECT name FROM tag WHERE id = :id"), {"id": tag["id"]}
            )
            assert list(names) == ["weather"]
        assert client.get(f"{API}/tags/{tag['id']}").json() == tag
