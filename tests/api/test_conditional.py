"""Entity tags: what is not sent twice, and what is not overwritten unread."""

import re
from hashlib import sha256
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match
from tests.api.conftest import Make

RECORDS = ["sources", "articles", "claims", "tags"]
LISTS = [
    "/sources",
    "/articles",
    "/claims",
    "/tags",
    "/changes",
    "/sources/1/names",
    "/sources/1/claims",
    "/sources/1/history",
    "/articles/1/revisions",
    "/articles/1/claims",
    "/articles/1/revisions/1",  # never changed, so without a version
]


@pytest.fixture
def tag(make_tag: Make) -> Json:
    return make_tag()


class TestETag:
    @pytest.mark.parametrize("resource", RECORDS)
    def test_of_a_record_is_its_version_and_digest(
        self, client: TestClient, resource: str
    ) -> None:
        answer = client.get(f"{API}/{resource}/1")

        digest = sha256(answer.content).hexdigest()[:16]
        assert answer.headers["etag"] == f'"v1-{digest}"'
        assert answer.headers["vary"] == "Accept, Authorization"

    @pytest.mark.parametrize("path", LISTS)
    def test_of_a_list_is_its_digest(self, client: TestClient, path: str) -> None:
        answer = client.get(f"{API}{path}")

        digest = sha256(answer.content).hexdigest()[:16]
        assert answer.headers["etag"] == f'"{digest}"'
        assert answer.headers["vary"] == "Accept, Authorization"

    def test_follows_every_version(self, client: TestClient, tag: Json) -> None:
        path = f"{API}/tags/{tag['id']}"
        tags = [client.get(path).headers["etag"]]
        for version in (1, 2):
            answer = client.patch(
                path, json={"note": "x"}, headers={"if-match": tags[-1]}
            )
            tags.append(answer.headers["etag"])
            assert client.get(path).headers["etag"] == tags[-1]
            assert re.fullmatch(f'"v{version + 1}-[0-9a-f]{{16}}"', tags[-1])

        assert len(set(tags)) == 3

    def test_tells_apart_what_is_shown_of_a_record(
        self, client: TestClient, tag: Json
    ) -> None:
        path = f"{API}/tags/{tag['id']}"

        whole = client.get(path).headers["etag"]
        some = client.get(f"{path}?fields=name").headers["etag"]

        assert whole != some
        assert whole[:4] == some[:4] == '"v1-'

    def test_changes_with_what_the_record_shows_of_others(
        self, client: TestClient, claim: Json, source: Json
    ) -> None:
        path = f"{API}/claims/{claim['id']}"
        before = client.get(path).headers["etag"]

        client.patch(
            f"{API}/sources/{source['id']}",
            json={"name": "Jens S."},
            headers=if_match(source),
        ).raise_for_status()

        after = client.get(path).headers["etag"]
        assert after != before
        assert after[:4] == before[:4] == '"v1-'


class TestIfNoneMatch:
    @pytest.mark.parametrize("path", [*LISTS, *(f"/{name}/1" for name in RECORDS)])
    @pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"x",W/{},"y"', "*"])
    def test_keeps_from_sending_it_twice(
        self, client: TestClient, path: str, form: str
    ) -> None:
        etag = client.get(f"{API}{path}").headers["etag"]

        answer = client.get(
            f"{API}{path}", headers={"if-none-match": form.format(etag)}
        )

        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
        assert answer.headers["vary"] == "Accept, Authorization"

    @pytest.mark.parametrize("form", ['"v1"', "v1", '""', "", '"v1-0000000000000000"'])
    def test_sends_it_if_another_one_is_known(
        self, client: TestClient, tag: Json, form: str
    ) -> None:
        answer = client.get(f"{API}/tags/{tag['id']}", headers={"if-none-match": form})

        assert answer.status_code == 200
        assert answer.json() == tag

    def test_is_not_asked_of_a_write(self, client: TestClient, tag: Json) -> None:
        path = f"{API}/tags/{tag['id']}"

        answer = client.patch(
            path, json={"note": "x"}, headers=if_match(tag) | {"if-none-match": "*"}
        )

        assert answer.status_code == 200


class TestIfMatch:
    @pytest.mark.parametrize(
        ("form", "status"),
        [
            ('"v1"', 200),
            (' "v1" ', 200),
            ("{etag}", 200),
            ('"v1-0000000000000000"', 200),
            ('"v2"', 412),
            ('"v2-0000000000000000"', 412),
            ("v1", 412),
            ("1", 412),
            ('"1"', 412),
            ('"v01"', 412),
            ('"v0"', 412),
            ('"v1-"', 412),
            ('"v1-xyz"', 412),
            ('W/"v1"', 412),
            ('"v1", "v2"', 412),
            ('"v99999999999999999999"', 412),
            ("*", 412),
            ("", 412),
            (None, 428),
        ],
    )
    def test_has_a_version_that_is_the_present_one(
        self, client: TestClient, tag: Json, form: str | None, status: int
    ) -> None:
        path = f"{API}/tags/{tag['id']}"
        etag = client.get(path).headers["etag"]
        headers = {} if form is None else {"if-match": form.format(etag=etag)}

        answer = client.patch(path, json={"note": "x"}, headers=headers)

        assert answer.status_code == status
        assert client.get(path).json()["note"] == ("x" if status == 200 else None)

    @pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
    @pytest.mark.parametrize("resource", RECORDS)
    def test_is_wanted_of_every_write_to_a_record(
        self, client: TestClient, resource: str, method: str
    ) -> None:
        restore = "/restore?reason=x" if method == "POST" else ""
        path = f"{API}/{resource}/1{restore}"
        body: Any = {"json": {"note": "x"}} if method == "PATCH" else {}

        missing = client.request(method, path, **body)
        stale = client.request(method, path, **body, headers={"if-match": '"v7"'})

        assert missing.status_code == 428
        assert stale.status_code == 412
        assert client.get(f"{API}/{resource}/1").json()["version"] == 1

    @pytest.mark.parametrize("resource", RECORDS)
    def test_of_a_record_that_is_not_there_does_not_matter(
        self, client: TestClient, resource: str
    ) -> None:
        answer = client.patch(
            f"{API}/{resource}/999", json={}, headers={"if-match": '"v1"'}
        )

        assert answer.status_code == 404

    def test_lets_the_first_of_two_writers_win(
        self, client: TestClient, tag: Json
    ) -> None:
        path, read = f"{API}/tags/{tag['id']}", if_match(tag)

        first = client.patch(path, json={"note": "first"}, headers=read)
        second = client.patch(path, json={"note": "second"}, headers=read)

        assert (first.status_code, second.status_code) == (200, 412)
        assert client.get(path).json()["note"] == "first"
