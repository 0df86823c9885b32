"""Filters that analysts save, and the lists they give."""

import pytest
from fastapi.testclient import TestClient

from api.settings import MAX_ID
from tests.api.bodies import API, Json, ids
from tests.api.identity_records import Identified
from tests.keys import shown

FILTERS = f"{API}/filters"
BODY: Json = {"name": "Denied", "kind": "claim", "query": "act=denial&limit=1"}


@pytest.fixture
def denials(client: TestClient) -> list[int]:
    told = Identified(client)
    source, fact = told.source(), told.fact()
    made = [told.say(source, fact, act="denial", at=at) for at in (3, 2, 1)]
    told.say(source, fact, act="question")
    return [claim["id"] for claim in made]


def saved(client: TestClient, **values: object) -> Json:
    answer = client.post(FILTERS, json=BODY | values)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


class TestList:
    def test_returns_the_pages_of_its_query(
        self, client: TestClient, denials: list[int]
    ) -> None:
        path, found = f"{FILTERS}/{saved(client)['id']}", list[int]()
        params: dict[str, str] | None = {}

        while params is not None:
            body = client.get(path, params=params).json()
            found += ids(body["data"])
            after = body["next_cursor"]
            params = {"cursor": after} if after else None

        assert found == denials

    def test_returns_the_etag_and_next_link_of_the_list(
        self, client: TestClient, denials: list[int]
    ) -> None:
        path = f"{FILTERS}/{saved(client)['id']}"
        answer, itself = client.get(path), client.get(f"{API}/claims?{BODY['query']}")

        assert answer.content == itself.content
        assert answer.headers["etag"] == itself.headers["etag"]
        assert answer.links["next"] == itself.links["next"]
        known = {"if-none-match": answer.headers["etag"]}
        assert client.get(path, headers=known).status_code == 304
        assert ids(client.get(path, params={"limit": 9}).json()["data"]) == denials

    @pytest.mark.parametrize("kind", ["article", "source", "fact"])
    def test_returns_records_of_each_kind(self, client: TestClient, kind: str) -> None:
        made = saved(client, kind=kind, query="q=rain&sort=recorded")

        answer = client.get(f"{FILTERS}/{made['id']}")

        assert answer.content == client.get(f"{API}/{kind}s?{made['query']}").content


class TestSave:
    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("act=foo", "act: Input should be"),
            ("colour=red", "colour: Unknown parameter; known are: about_from"),
            ("q=a+(b", "q: At character 3: There is no ) for this (."),
            ("q=source:nobody", "q: At character 8: No source has this identifier"),
            ("source=nobody", "source: No source has this identifier or name"),
            ("cursor=x", "cursor: Must not be saved"),
        ],
    )
    def test_refuses_a_query_that_the_list_refuses(
        self, client: TestClient, query: str, message: str
    ) -> None:
        answer = client.post(FILTERS, json=BODY | {"query": query})

        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        assert error["pointer"] == "/query"
        assert error["message"].startswith(message)
        assert client.get(FILTERS).json()["data"] == []

    def test_refuses_a_second_filter_with_one_name(self, client: TestClient) -> None:
        made = saved(client)
        other = saved(client, name="Other")

        again = client.post(FILTERS, json=BODY)
        renamed = client.patch(
            f"{FILTERS}/{other['id']}",
            json={"name": "Denied"},
            headers={"if-match": '"v1"'},
        )

        assert [one.status_code for one in (again, renamed)] == [409] * 2
        assert again.json()["conflict"]["id"] == made["id"]


class TestChange:
    def test_validates_the_query_and_the_version(self, client: TestClient) -> None:
        made = saved(client)
        path, read = f"{FILTERS}/{made['id']}", {"if-match": '"v1"'}

        wrong = client.patch(path, json={"kind": "fact"}, headers=read)
        right = client.patch(path, json={"query": "act=question"}, headers=read)
        stale = client.patch(path, json={"shared": True}, headers=read)
        same = client.patch(
            path, json={"query": "act=question"}, headers={"if-match": '"v2"'}
        )

        statuses = [one.status_code for one in (wrong, right, stale, same)]
        assert statuses == [422, 200, 412, 200]
        assert (right.json()["version"], same.json()["version"]) == (2, 2)
        assert client.get(FILTERS).json()["data"] == [right.json()]

    def test_a_deleted_filter_is_not_found(self, client: TestClient) -> None:
        path = f"{FILTERS}/{saved(client)['id']}"

        gone = client.delete(path, headers={"if-match": '"v1"'})

        assert gone.status_code == 204
        assert client.get(path).status_code == 404
        assert client.delete(path, headers={"if-match": "*"}).status_code == 404


class TestRepeated:
    """A request with an idempotency key gets the first response again."""

    def test_is_answered_if_the_list_would_reject_its_query_now(
        self, client: TestClient
    ) -> None:
        source, key = Identified(client).source(name="Anna"), {"idempotency-key": "1"}
        body = BODY | {"query": "source=Anna"}
        first = client.post(FILTERS, json=body, headers=key)
        anna = f"{API}/sources/{source}"
        client.delete(anna, headers={"if-match": "*"}, params={"reason": "Wrong."})

        again = client.post(FILTERS, json=body, headers=key)
        other = client.post(FILTERS, json=body | {"name": "Other"})

        assert first.status_code == 201
        assert (again.status_code, again.content) == (201, first.content)
        assert other.status_code == 422

    def test_is_answered_if_the_filter_was_deleted_since(
        self, client: TestClient
    ) -> None:
        path, stale = f"{FILTERS}/{saved(client)['id']}", {"if-match": "*"}
        key = stale | {"idempotency-key": "1"}
        first = client.patch(path, json={"query": "act=question"}, headers=key)
        client.delete(path, headers=stale)

        again = client.patch(path, json={"query": "act=question"}, headers=key)

        assert first.status_code == 200
        assert (again.status_code, again.content) == (200, first.content)
        gone = client.patch(path, json={"query": "act=question"}, headers=stale)
        assert gone.status_code == 404


class TestOthers:
    def test_can_use_but_not_change_shared_filters(self, client: TestClient) -> None:
        own, shared = saved(client), saved(client, name="Ours", shared=True)
        client.headers |= shown("analyst")
        mine = saved(client, query="act=question")

        assert ids(client.get(FILTERS).json()["data"]) == [shared["id"], mine["id"]]
        paths = [f"{FILTERS}/{one}" for one in (own["id"], shared["id"], MAX_ID)]
        read = [client.get(path).status_code for path in paths]
        changed = [
            client.patch(
                path, json={"name": "x"}, headers={"if-match": "*"}
            ).status_code
            for path in paths
        ]
        assert read == [404, 200, 404]
        assert changed == [404, 409, 404]

    @pytest.mark.parametrize("change", [{"name": "x"}, {"query": "act=question"}])
    def test_administrators_can_change_shared_filters_only(
        self, client: TestClient, change: Json
    ) -> None:
        admin = dict(client.headers)
        client.headers |= shown("analyst")
        own, shared = saved(client), saved(client, name="Ours", shared=True)
        client.headers |= admin
        any_version = {"if-match": "*"}

        changed, deleted = (
            [
                client.request(
                    method, f"{FILTERS}/{one['id']}", json=body, headers=any_version
                ).status_code
                for one in (own, shared)
            ]
            for method, body in (("PATCH", change), ("DELETE", None))
        )

        assert (changed, deleted) == ([404, 200], [404, 204])

    def test_readers_have_no_access_to_saved_filters(self, client: TestClient) -> None:
        shared = saved(client, shared=True)
        client.headers |= shown("reader")

        assert client.get(f"{FILTERS}/{shared['id']}").status_code == 403
        assert client.get(FILTERS).status_code == 403
