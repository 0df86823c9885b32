"""Conditional requests: ``If-None-Match`` and ``If-Match``."""

import re
from hashlib import sha256
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, if_match, unnamed
from tests.api.conftest import Make

pytestmark = pytest.mark.portable

RECORDS = ["sources", "articles", "claims", "tags", "facts"]
LISTS = [
    "/sources",
    "/articles",
    "/claims",
    "/tags",
    "/facts",
    "/changes",
    "/facts/1/claims",
    "/facts/1/assessments",
    "/facts/1/history",
    "/claims/1/stances",
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

    def test_changes_with_every_version(self, client: TestClient, tag: Json) -> None:
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

    def test_distinguishes_representations_of_a_record(
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

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/sources", {"name": "Jens", "kind": "person", "names": [{"name": "J"}]}),
            ("/articles", {"title": "Rain", "text": "Rain.", "outlet": {"name": "C"}}),
            ("/tags", {"name": "rain"}),
            ("/facts", {"statement": "It rains."}),
        ],
    )
    def test_of_a_created_record_equals_that_of_a_read(
        self, client: TestClient, path: str, body: Json
    ) -> None:
        made = client.post(API + path, json=body)

        read = client.get(made.headers["location"])

        assert made.status_code == 201
        assert made.headers["etag"] == read.headers["etag"]
        assert made.headers["vary"] == read.headers["vary"]

    def test_of_a_claim_that_created_a_source_equals_that_of_a_read(
        self, client: TestClient, article: Json
    ) -> None:
        body = claim_in(article["id"], [unnamed("official")], tags=["rain"])

        made = client.post(f"{API}/claims", json=body)

        read = client.get(made.headers["location"])
        assert made.json()["created"]
        assert made.headers["etag"] == read.headers["etag"]

    def test_of_a_revision_equals_that_of_a_read(
        self, client: TestClient, article: Json
    ) -> None:
        path = f"{API}/articles/{article['id']}/revisions"

        made = client.post(path, json={"text": "It poured."})

        read = client.get(made.headers["location"])
        assert made.headers["etag"] == read.headers["etag"]
        assert re.fullmatch(r'"[0-9a-f]{16}"', read.headers["etag"])

    def test_of_a_part_begins_with_the_version_of_the_whole(
        self, client: TestClient, source: Json
    ) -> None:
        path = f"{API}/sources/{source['id']}"

        made = client.post(f"{path}/names", json={"name": "Jens"})
        (name,) = client.get(f"{path}/names").json()["data"]
        changed = client.patch(
            f"{path}/names/{name['id']}",
            json={"name": "J. S."},
            headers={"if-match": made.headers["etag"]},
        )

        assert made.headers["etag"][:4] == '"v2-'
        assert changed.headers["etag"][:4] == '"v3-'
        assert client.get(path).json()["version"] == 3


class TestIfNoneMatch:
    @pytest.mark.parametrize("path", [*LISTS, *(f"/{name}/1" for name in RECORDS)])
    @pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"x",W/{},"y"', "*"])
    def test_returns_304_for_a_known_etag(
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
    def test_returns_200_for_another_etag(
        self, client: TestClient, tag: Json, form: str
    ) -> None:
        answer = client.get(f"{API}/tags/{tag['id']}", headers={"if-none-match": form})

        assert answer.status_code == 200
        assert answer.json() == tag

    def test_is_ignored_in_writes(self, client: TestClient, tag: Json) -> None:
        path = f"{API}/tags/{tag['id']}"

        answer = client.patch(
            path, json={"note": "x"}, headers=if_match(tag) | {"if-none-match": "*"}
        )

        assert answer.status_code == 200

    def test_a_304_has_the_link_of_the_page(
        self, client: TestClient, make_tag: Make
    ) -> None:
        make_tag()
        path = f"{API}/tags?limit=1"
        first = client.get(path)

        known = {"if-none-match": first.headers["etag"]}
        answer = client.get(path, headers=known)

        assert answer.status_code == 304
        assert answer.headers["link"] == first.headers["link"]

    def test_applies_to_head(self, client: TestClient, tag: Json) -> None:
        path = f"{API}/tags/{tag['id']}"
        etag = client.get(path).headers["etag"]

        answer = client.head(path, headers={"if-none-match": etag})

        assert (answer.status_code, answer.content) == (304, b"")

    def test_a_withdrawn_record_returns_410(
        self, client: TestClient, tag: Json
    ) -> None:
        path = f"{API}/tags/{tag['id']}"
        client.delete(path, headers=if_match(tag)).raise_for_status()

        answer = client.get(path, headers={"if-none-match": "*"})

        assert answer.status_code == 410


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
            ('w/"v1"', 412),
            ('W/"v1", W/"v2"', 412),
            ('W/"v2", "v1"', 200),
            ('"v1", "v2"', 200),
            ('"v3","v1"', 200),
            ('"x", "v1"', 200),
            ('"a,b" , {etag}', 200),
            (', "v1",, ', 200),
            ('"x", "v3"', 412),
            ('"v1" "v2"', 412),
            ('"v1", v2', 412),
            ('"v1', 412),
            ('"v1", *', 412),
            ('"*"', 412),
            (",", 412),
            ('"v99999999999999999999"', 412),
            ("*", 200),
            (" * ", 200),
            ("", 412),
            (None, 428),
        ],
    )
    def test_requires_the_current_version(
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
    def test_is_required_for_every_write_to_a_record(
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
    def test_a_version_of_an_unknown_record_returns_404(
        self, client: TestClient, resource: str
    ) -> None:
        answer = client.patch(
            f"{API}/{resource}/999", json={}, headers={"if-match": '"v1"'}
        )

        assert answer.status_code == 404

    def test_the_second_of_two_writers_is_refused(
        self, client: TestClient, tag: Json
    ) -> None:
        path, read = f"{API}/tags/{tag['id']}", if_match(tag)

        first = client.patch(path, json={"note": "first"}, headers=read)
        second = client.patch(path, json={"note": "second"}, headers=read)

        assert (first.status_code, second.status_code) == (200, 412)
        assert client.get(path).json()["note"] == "first"

    @pytest.mark.parametrize(
        ("form", "status"),
        [(None, 428), ('"v1"', 412), ('W/"v2"', 412), ('"v1", "v2"', 200), ("*", 200)],
    )
    def test_a_restore_requires_the_version_of_the_withdrawn_record(
        self, client: TestClient, tag: Json, form: str | None, status: int
    ) -> None:
        path = f"{API}/tags/{tag['id']}"
        client.delete(path, headers=if_match(tag)).raise_for_status()
        headers = {} if form is None else {"if-match": form}

        answer = client.post(f"{path}/restore?reason=why", headers=headers)

        assert answer.status_code == status
        assert client.get(path).status_code == (200 if status == 200 else 410)

    @pytest.mark.parametrize("method", ["PATCH", "DELETE"])
    @pytest.mark.parametrize(
        ("form", "status"),
        [
            (None, 428),
            ('"v1"', 412),
            ("v2", 412),
            ('W/"v2"', 412),
            ('"v2"', None),
            ('"v1", "v2"', None),
            ("*", None),
        ],
    )
    def test_a_part_requires_the_version_of_the_whole_record(
        self,
        client: TestClient,
        source: Json,
        method: str,
        form: str | None,
        status: int | None,
    ) -> None:
        path = f"{API}/sources/{source['id']}"
        name = client.post(f"{path}/names", json={"name": "Jens"}).json()
        body: Any = {"json": {"name": "J. S."}} if method == "PATCH" else {}
        headers = {} if form is None else {"if-match": form}

        answer = client.request(
            method, f"{path}/names/{name['id']}", headers=headers, **body
        )

        done = 200 if method == "PATCH" else 204
        assert answer.status_code == (status or done)
        unchanged = client.get(f"{path}/names").json()["data"] == [name]
        assert unchanged == (status is not None)

    @pytest.mark.parametrize(
        ("form", "message"),
        [
            ('W/"v1"', "A weak ETag (W/) never matches If-Match"),
            ('W/"v1", "x"', "A weak ETag (W/) never matches If-Match"),
            ("v1", "If-Match is malformed: send * or ETags in double quotes"),
            ("", "If-Match is malformed: send * or ETags in double quotes"),
            ('"x"', 'If-Match must be an ETag of this record, like "v3".'),
            ('"v2", "v3"', "This record is at version 1; read it again."),
        ],
    )
    def test_a_mismatch_is_explained(
        self, client: TestClient, tag: Json, form: str, message: str
    ) -> None:
        path = f"{API}/tags/{tag['id']}"

        answer = client.patch(path, json={}, headers={"if-match": form})

        assert answer.status_code == 412
        assert answer.json()["detail"].startswith(message)

    def test_can_be_sent_in_several_headers(
        self, client: TestClient, tag: Json
    ) -> None:
        path = f"{API}/tags/{tag['id']}"
        headers = [("if-match", '"v7"'), ("if-match", '"v1"')]

        answer = client.patch(path, json={"note": "x"}, headers=headers)

        assert answer.status_code == 200

    @pytest.mark.parametrize("form", ["*", '"v7", "v1"', 'W/"v7", "v1"'])
    @pytest.mark.parametrize("resource", RECORDS)
    def test_accepts_a_list_or_an_asterisk_for_every_record(
        self, client: TestClient, resource: str, form: str
    ) -> None:
        path = f"{API}/{resource}/1"

        answer = client.patch(path, json={"note": "x"}, headers={"if-match": form})

        assert answer.status_code == 200
        assert answer.json()["version"] == 2

    @pytest.mark.parametrize("resource", RECORDS)
    def test_an_asterisk_for_an_unknown_record_returns_404(
        self, client: TestClient, resource: str
    ) -> None:
        answer = client.delete(f"{API}/{resource}/999", headers={"if-match": "*"})

        assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("form", "status"), [('W/"v1"', 412), ('"v7"', 412), ("*", 200), ('"v1"', 200)]
    )
    def test_is_checked_if_it_is_optional_and_sent(
        self, client: TestClient, make_fact: Make, form: str, status: int
    ) -> None:
        fact = make_fact(statement="It will rain.")
        path = f"{API}/facts/{fact['id']}/outcome?reason=seen"

        answer = client.put(
            path,
            json={"value": "yes", "known_at": "2022-05-01"},
            headers={"if-match": form},
        )

        assert answer.status_code == status

    def test_a_stale_version_is_refused_with_the_current_version(
        self, client: TestClient, tag: Json
    ) -> None:
        answer = client.patch(
            f"{API}/tags/{tag['id']}", json={}, headers={"if-match": '"v7"'}
        )

        expected = "This record is at version 1; read it again."
        assert answer.json()["detail"] == expected
