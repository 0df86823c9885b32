from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    ids,
    if_match,
    the_error,
    walk,
)
from tests.api.conftest import CountingReader, Make

KINDS = ["repeats", "confirms", "denies", "corrects", "retracts", "answers"]
VERSIONS = [({}, 428), ({"if-match": '"v1"'}, 412), ({"if-match": "v2"}, 412)]


@pytest.fixture
def other(make_claim: Make) -> Json:
    return make_claim(text="It did not rain.")


@pytest.fixture
def path(claim: Json) -> str:
    return links_of(claim)


@pytest.fixture
def link(client: TestClient, path: str, other: Json) -> Json:
    """A link from the claim, which is at version 2 with it, to the other one."""
    return linked(client, path, other)


def links_of(claim: Json) -> str:
    return f"{API}/claims/{claim['id']}/links"


def linked(client: TestClient, path: str, other: Json, kind: str = "denies") -> Json:
    answer = client.post(path, json={"other_id": other["id"], "kind": kind})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def listed(client: TestClient, path: str) -> list[Json]:
    return walk(client, path.removeprefix(API))


def version_of(client: TestClient, claim: Json) -> int:
    version: int = client.get(f"{API}/claims/{claim['id']}").json()["version"]
    return version


def withdraw(client: TestClient, claim: Json) -> None:
    client.delete(
        f"{API}/claims/{claim['id']}",
        headers={"if-match": f'"v{version_of(client, claim)}"'},
    ).raise_for_status()


class TestCreateLink:
    @pytest.mark.parametrize("kind", KINDS)
    def test_increments_the_version_of_the_linking_claim(
        self, client: TestClient, path: str, claim: Json, other: Json, kind: str
    ) -> None:
        answer = client.post(path, json={"other_id": other["id"], "kind": kind})

        assert answer.status_code == 201
        made = answer.json()
        assert made == {
            "id": made["id"],
            "claim_id": claim["id"],
            "claim": {"id": claim["id"], "text": claim["text"]},
            "other_id": other["id"],
            "other": {"id": other["id"], "text": other["text"]},
            "kind": kind,
        }
        assert answer.headers["location"] == f"{path}/{made['id']}"
        assert answer.headers["etag"].startswith('"v2-')
        assert (version_of(client, claim), version_of(client, other)) == (2, 1)

    def test_two_claims_can_have_several_links_in_both_directions(
        self, client: TestClient, path: str, claim: Json, other: Json
    ) -> None:
        made = [linked(client, path, other, kind) for kind in ("answers", "denies")]
        made.append(linked(client, links_of(other), claim, "denies"))

        assert listed(client, path) == made

    def test_refuses_a_link_that_exists(
        self, client: TestClient, path: str, claim: Json, other: Json, link: Json
    ) -> None:
        answer = client.post(path, json={"other_id": other["id"], "kind": "denies"})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "link", "id": link["id"]}
        assert version_of(client, claim) == 2

    def test_refuses_a_link_from_a_claim_to_itself(
        self, client: TestClient, path: str, claim: Json
    ) -> None:
        answer = client.post(path, json={"other_id": claim["id"], "kind": "repeats"})

        assert answer.status_code == 422
        assert the_error(answer) == {
            "pointer": "/other_id",
            "message": "A claim cannot be linked to itself.",
            "code": "invalid",
        }
        assert version_of(client, claim) == 1

    @pytest.mark.parametrize("gone", [False, True])
    def test_refuses_a_link_to_an_unknown_or_withdrawn_claim(
        self, client: TestClient, path: str, claim: Json, other: Json, gone: bool
    ) -> None:
        if gone:
            withdraw(client, other)
        other_id = other["id"] if gone else LARGEST_ID

        answer = client.post(path, json={"other_id": other_id, "kind": "denies"})

        assert answer.status_code == 422
        assert the_error(answer) == {
            "pointer": "/other_id",
            "message": "No such claim.",
            "code": "not_found",
        }
        assert version_of(client, claim) == 1

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"kind": "likes"}, "/kind"),
            ({"kind": None}, "/kind"),
            ({"other_id": 0}, "/other_id"),
            ({"other_id": 2**53}, "/other_id"),
            ({"other_id": "1"}, "/other_id"),
            ({"other_id": None}, "/other_id"),
            ({"claim_id": 1}, "/claim_id"),
        ],
    )
    def test_refuses_invalid_values(
        self, client: TestClient, path: str, other: Json, change: Json, pointer: str
    ) -> None:
        body = {"other_id": other["id"], "kind": "denies"} | change

        answer = client.post(path, json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer
        assert listed(client, path) == []

    def test_refuses_a_link_from_an_unknown_or_withdrawn_claim(
        self, client: TestClient, claim: Json, other: Json
    ) -> None:
        body = {"other_id": other["id"], "kind": "denies"}
        withdraw(client, claim)

        answers = [
            client.post(f"{API}/claims/{claim_id}/links", json=body)
            for claim_id in (claim["id"], LARGEST_ID, 0)
        ]

        assert [answer.status_code for answer in answers] == [404, 404, 422]


@pytest.mark.every_case
class TestReadLinks:
    def test_lists_a_link_at_both_of_its_claims_only(
        self, client: TestClient, path: str, other: Json, link: Json, make_claim: Make
    ) -> None:
        third = make_claim(text="It snowed.")

        found = [client.get(one) for one in (path, links_of(other), links_of(third))]

        assert [answer.json()["data"] for answer in found] == [[link], [link], []]
        assert {answer.json()["next_cursor"] for answer in found} == {None}

    @pytest.mark.parametrize("limit", [1, 2, 3, 6])
    def test_pages_contain_links_of_both_directions(
        self,
        client: TestClient,
        path: str,
        claim: Json,
        other: Json,
        make_claim: Make,
        limit: int,
    ) -> None:
        third = make_claim(text="It snowed.")
        made = [
            linked(client, path, other, "denies"),
            linked(client, links_of(third), claim, "answers"),
            linked(client, links_of(other), claim, "answers"),
            linked(client, path, other, "corrects"),
            linked(client, path, third, "confirms"),
            linked(client, links_of(third), claim, "retracts"),
        ]
        linked(client, links_of(third), other, "repeats")

        assert listed(client, f"{path}?limit={limit}") == made

    @pytest.mark.parametrize("end", [0, 1])
    def test_hides_a_link_while_one_of_its_claims_is_withdrawn(
        self,
        client: TestClient,
        path: str,
        claim: Json,
        other: Json,
        link: Json,
        end: int,
    ) -> None:
        both = [path, links_of(other)]
        gone = (claim, other)[end]
        withdraw(client, gone)

        left = [client.get(one).status_code for one in both]
        shown = listed(client, both[1 - end])
        version = client.get(
            f"{API}/claims/{gone['id']}?include=withdrawn"
        ).raise_for_status()
        client.post(
            f"{API}/claims/{gone['id']}/restore?reason=mistake",
            headers=if_match(version.json()),
        ).raise_for_status()

        assert left == ([404, 200] if end == 0 else [200, 404])
        assert shown == []
        assert [listed(client, one) for one in both] == [[link], [link]]

    def test_shows_only_the_fields_that_are_named(
        self, client: TestClient, path: str, link: Json
    ) -> None:
        answer = client.get(f"{path}?fields=kind,other_id")

        shown = {key: link[key] for key in ("id", "kind", "other_id")}
        assert answer.json()["data"] == [shown]

    def test_refuses_unknown_parameters_and_foreign_cursors(
        self, client: TestClient, path: str, other: Json
    ) -> None:
        for kind in KINDS:
            linked(client, path, other, kind)
        cursor = client.get(f"{path}?limit=1").json()["next_cursor"]

        unknown = client.get(f"{path}?kind=denies")
        foreign = client.get(f"{links_of(other)}?cursor={cursor}")

        known = "Unknown parameter; known are: cursor, fields, limit."
        assert the_error(unknown)["message"] == known
        assert (unknown.status_code, foreign.status_code) == (422, 400)

    def test_refuses_unknown_and_invalid_claim_ids(self, client: TestClient) -> None:
        assert client.get(f"{API}/claims/{LARGEST_ID}/links").status_code == 404
        assert client.get(f"{API}/claims/x/links").status_code == 422

    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self, client: TestClient, reader: CountingReader, path: str, other: Json
    ) -> None:
        for kind in KINDS:
            linked(client, path, other, kind)

        place = path.removeprefix(API)
        counts = reader.counts(client, f"{place}?limit=1", f"{place}?limit=9")

        assert counts == [1, 1]


class TestDeleteLink:
    def test_removes_the_link_and_increments_the_version(
        self, client: TestClient, path: str, claim: Json, other: Json, link: Json
    ) -> None:
        stays = linked(client, path, other, "answers")
        address = f"{path}/{link['id']}"

        answer = client.delete(address, headers={"if-match": '"v3"'})

        assert (answer.status_code, answer.content) == (204, b"")
        assert ids(listed(client, path)) == [stays["id"]]
        assert (version_of(client, claim), version_of(client, other)) == (4, 1)
        again = client.delete(address, headers={"if-match": '"v4"'})
        assert again.status_code == 404
        assert linked(client, path, other, "denies")["id"] != stays["id"]

    @pytest.mark.parametrize(("headers", "status"), VERSIONS)
    def test_requires_the_version_of_the_claim(
        self, client: TestClient, path: str, link: Json, headers: Any, status: int
    ) -> None:
        answer = client.delete(f"{path}/{link['id']}", headers=headers)

        assert answer.status_code == status
        assert listed(client, path) == [link]

    def test_the_link_is_not_found_below_the_other_claim(
        self, client: TestClient, path: str, other: Json, link: Json
    ) -> None:
        answer = client.delete(
            f"{links_of(other)}/{link['id']}", headers=if_match(other)
        )

        assert answer.status_code == 404
        assert listed(client, path) == [link]

    def test_removes_a_link_to_a_withdrawn_claim(
        self, client: TestClient, path: str, other: Json, link: Json
    ) -> None:
        withdraw(client, other)

        answer = client.delete(f"{path}/{link['id']}", headers={"if-match": '"v2"'})

        assert answer.status_code == 204

    def test_a_link_of_a_withdrawn_claim_is_not_found(
        self, client: TestClient, path: str, claim: Json, link: Json
    ) -> None:
        withdraw(client, claim)

        answer = client.delete(f"{path}/{link['id']}", headers={"if-match": '"v3"'})

        assert answer.status_code == 404


class TestHistory:
    def test_only_the_linking_claim_has_an_audit_entry_for_each_write(
        self, client: TestClient, path: str, claim: Json, other: Json
    ) -> None:
        made = client.post(
            f"{path}?reason=compared", json={"other_id": other["id"], "kind": "denies"}
        ).json()
        client.delete(
            f"{path}/{made['id']}?reason=misread", headers={"if-match": '"v2"'}
        ).raise_for_status()

        lines = walk(client, f"/claims/{claim['id']}/history")

        assert [
            (line["action"], line["version"], line["reason"]) for line in lines
        ] == [
            ("update", 3, "misread"),
            ("update", 2, "compared"),
            ("create", 1, None),
        ]
        shown = {"other_id": other["id"], "kind": "denies"}
        assert [line["changes"] for line in lines[:2]] == [
            [{"field": "links", "old": [shown], "new": []}],
            [{"field": "links", "old": [], "new": [shown]}],
        ]
        assert len(walk(client, f"/claims/{other['id']}/history")) == 1
