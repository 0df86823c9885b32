from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    ids,
    if_match,
    plain,
    the_error,
    walk,
)
from tests.api.conftest import CountingReader, Make

# Of each kind: what is sent, what is changed, and what is then no longer valid.
KINDS = {
    "names": ({"name": "Stoltenberg"}, {"kind": "former"}, {"name": ""}),
    "identifiers": (
        {"scheme": "wikidata", "value": "Q57665"},
        {"value": "Q1"},
        {"scheme": "a:b"},
    ),
    "affiliations": (
        {"organisation": {"name": "NATO"}, "relation": "works_for"},
        {"title": "Secretary General"},
        {"relation": "likes"},
    ),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def path(source: Json, kind: str) -> str:
    return f"{API}/sources/{source['id']}/{kind}"


@pytest.fixture
def child(client: TestClient, path: str, kind: str) -> Json:
    """A part that the source has been given: the source is at version 2."""
    made = client.post(path, json=KINDS[kind][0]).raise_for_status()
    return plain(made.json())


def version_of(client: TestClient, source: Json) -> int:
    version: int = client.get(f"{API}/sources/{source['id']}").json()["version"]
    return version


@every_kind
class TestCreateChild:
    def test_creates_a_new_version_of_the_source(
        self, client: TestClient, path: str, kind: str, source: Json
    ) -> None:
        answer = client.post(path, json=KINDS[kind][0])

        assert answer.status_code == 201
        made = plain(answer.json())
        assert made["source_id"] == source["id"]
        assert answer.headers["location"] == f"{path}/{made['id']}"
        assert answer.headers["etag"].startswith('"v2-')
        read = client.get(f"{API}/sources/{source['id']}").json()
        assert (read["version"], read[kind]) == (2, [made])

    def test_requires_an_existing_source(self, client: TestClient, kind: str) -> None:
        path = f"{API}/sources/{LARGEST_ID}/{kind}"

        assert client.post(path, json=KINDS[kind][0]).status_code == 404

    def test_refuses_an_invalid_child(
        self, client: TestClient, path: str, kind: str, source: Json
    ) -> None:
        answer = client.post(path, json=KINDS[kind][0] | KINDS[kind][2])

        assert answer.status_code == 422
        (field,) = KINDS[kind][2]
        assert the_error(answer)["pointer"] == f"/{field}"
        assert version_of(client, source) == 1


@every_kind
class TestReadChildren:
    def test_lists_the_children_of_this_source(
        self, client: TestClient, path: str, child: Json
    ) -> None:
        answer = client.get(path)

        assert answer.json() == {"data": [child], "next_cursor": None}

    def test_is_paginated(
        self, client: TestClient, path: str, kind: str, source: Json
    ) -> None:
        made = [
            plain(client.post(path, json=KINDS[kind][0] | change).json())
            for change in DISTINCT[kind]
        ]

        rows = walk(client, f"/sources/{source['id']}/{kind}?limit=2")

        assert rows == made

    def test_refuses_an_unknown_parameter(self, client: TestClient, path: str) -> None:
        answer = client.get(f"{path}?colour=red")

        assert answer.status_code == 422
        known = "Unknown parameter; known are: cursor, fields, limit."
        assert the_error(answer) == {
            "parameter": "colour",
            "message": known,
            "code": "extra_forbidden",
        }

    def test_an_unknown_source_is_not_found(
        self, client: TestClient, kind: str
    ) -> None:
        path = f"{API}/sources/{LARGEST_ID}/{kind}"

        assert client.get(path).status_code == 404

    def test_needs_equally_many_queries_for_one_row_and_for_many(
        self, client: TestClient, reader: CountingReader, path: str, kind: str
    ) -> None:
        for change in DISTINCT[kind]:
            client.post(path, json=KINDS[kind][0] | change)

        place = path.removeprefix(API)
        counts = reader.counts(client, f"{place}?limit=1", f"{place}?limit=3")

        assert counts == [1, 1]


DISTINCT: dict[str, list[Json]] = {
    "names": [{"name": f"Name {number}"} for number in range(3)],
    "identifiers": [{"value": f"Q{number}"} for number in range(3)],
    "affiliations": [
        {"relation": relation} for relation in ("works_for", "member_of", "represents")
    ],
}


@every_kind
class TestUpdateChild:
    def test_changes_only_sent_fields(
        self, client: TestClient, path: str, kind: str, source: Json, child: Json
    ) -> None:
        change = KINDS[kind][1]

        answer = client.patch(
            f"{path}/{child['id']}", json=change, headers={"if-match": '"v2"'}
        )

        assert answer.status_code == 200
        assert answer.headers["etag"].startswith('"v3-')
        assert plain(answer.json()) == child | change
        assert client.get(path).json()["data"] == [plain(answer.json())]
        assert version_of(client, source) == 3

    @pytest.mark.parametrize(
        ("version", "status"), [(None, 428), ('"v1"', 412), ('"v9"', 412)]
    )
    def test_requires_the_version_of_the_source(
        self,
        client: TestClient,
        path: str,
        kind: str,
        child: Json,
        version: str | None,
        status: int,
    ) -> None:
        headers = {"if-match": version} if version else {}

        answer = client.patch(
            f"{path}/{child['id']}", json=KINDS[kind][1], headers=headers
        )

        assert answer.status_code == status
        assert client.get(path).json()["data"] == [child]

    def test_a_child_of_another_source_is_not_found(
        self, client: TestClient, make_source: Make, kind: str, child: Json
    ) -> None:
        other = make_source(name="Another")

        answer = client.patch(
            f"{API}/sources/{other['id']}/{kind}/{child['id']}",
            json=KINDS[kind][1],
            headers=if_match(other),
        )

        assert answer.status_code == 404

    def test_points_at_the_error(
        self, client: TestClient, path: str, kind: str, child: Json
    ) -> None:
        answer = client.patch(
            f"{path}/{child['id']}",
            json=KINDS[kind][2],
            headers={"if-match": '"v2"'},
        )

        assert answer.status_code == 422
        (field,) = KINDS[kind][2]
        assert the_error(answer)["pointer"] == f"/{field}"


@every_kind
class TestDeleteChild:
    def test_creates_a_new_version_of_the_source(
        self, client: TestClient, path: str, source: Json, child: Json
    ) -> None:
        answer = client.delete(f"{path}/{child['id']}", headers={"if-match": '"v2"'})

        assert (answer.status_code, answer.content) == (204, b"")
        assert client.get(path).json()["data"] == []
        assert version_of(client, source) == 3

    def test_the_audit_entry_shows_the_deleted_child(
        self, client: TestClient, path: str, kind: str, source: Json, child: Json
    ) -> None:
        client.delete(f"{path}/{child['id']}", headers={"if-match": '"v2"'})

        lines = walk(client, f"/sources/{source['id']}/history")

        (change,) = lines[0]["changes"]
        assert (change["field"], len(change["old"]), change["new"]) == (kind, 1, [])

    @pytest.mark.parametrize(
        ("headers", "status"),
        [({}, 428), ({"if-match": '"v1"'}, 412)],
    )
    def test_requires_the_version_of_the_source(
        self,
        client: TestClient,
        path: str,
        child: Json,
        headers: Any,
        status: int,
    ) -> None:
        answer = client.delete(f"{path}/{child['id']}", headers=headers)

        assert answer.status_code == status
        assert client.get(path).json()["data"] == [child]


class TestConflicts:
    def test_a_name_is_unique_within_its_kind(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(names=[{"name": "Stoltenberg"}])
        path = f"{API}/sources/{source['id']}/names"

        again = client.post(path, json={"name": "Stoltenberg"})
        other_kind = client.post(path, json={"name": "Stoltenberg", "kind": "former"})

        assert again.status_code == 409
        assert again.json()["conflict"] == {"resource": "source", "id": source["id"]}
        assert other_kind.status_code == 201

    def test_a_name_cannot_be_changed_to_another_name_of_the_source(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(names=[{"name": "one"}, {"name": "two"}])
        path = f"{API}/sources/{source['id']}/names/{source['names'][1]['id']}"

        answer = client.patch(path, json={"name": "one"}, headers=if_match(source))

        assert answer.status_code == 409

    def test_the_name_of_another_source_requires_new(
        self, client: TestClient, make_source: Make
    ) -> None:
        other, source = make_source(name="John Smith"), make_source(name="J. Smith")
        make_source(name="John Smith", kind="outlet")
        path = f"{API}/sources/{source['id']}/names"
        name = client.post(path, json={"name": "Jack"}).json()
        read = {"if-match": '"v2"'}

        answers = [
            client.post(path, json={"name": "john smith"}),
            client.patch(
                f"{path}/{name['id']}", json={"name": "John  Smith"}, headers=read
            ),
        ]

        for answer in answers:
            assert answer.status_code == 409, answer.text
            assert the_error(answer)["pointer"] == "/name"
            assert [one["id"] for one in answer.json()["candidates"]] == [other["id"]]
        meant = client.post(path, json={"name": "John Smith", "new": True})
        assert meant.status_code == 201

    def test_a_source_has_an_identifier_only_once(
        self, client: TestClient, make_source: Make
    ) -> None:
        identifier = {"scheme": "wikidata", "value": "Q1"}
        holder = make_source(identifiers=[identifier])

        answer = client.post(
            f"{API}/sources/{holder['id']}/identifiers", json=identifier
        )

        assert answer.status_code == 409
        assert answer.json()["detail"] == "This source already has that identifier."

    def test_an_identifier_belongs_to_one_source(
        self, client: TestClient, make_source: Make
    ) -> None:
        identifier = {"scheme": "wikidata", "value": "Q1"}
        holder = make_source(identifiers=[identifier])
        other = make_source(name="Another")

        answer = client.post(
            f"{API}/sources/{other['id']}/identifiers", json=identifier
        )

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": holder["id"]}

    def test_a_source_cannot_be_affiliated_with_itself(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(kind="organisation")

        answer = client.post(
            f"{API}/sources/{source['id']}/affiliations",
            json={"organisation_id": source["id"], "relation": "part_of"},
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/organisation_id"

    def test_a_source_cannot_be_a_member_of_a_person(
        self, client: TestClient, make_source: Make
    ) -> None:
        source, person = make_source(), make_source()

        answer = client.post(
            f"{API}/sources/{source['id']}/affiliations",
            json={"organisation_id": person["id"], "relation": "member_of"},
        )

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "wrong_kind"


class TestAffiliations:
    def test_can_be_updated_after_its_organisation_was_withdrawn(
        self, client: TestClient, make_source: Make
    ) -> None:
        ties = [{"organisation": {"name": "NATO"}, "relation": "works_for"}]
        source = make_source(affiliations=ties)
        (tie,) = source["affiliations"]
        path = f"{API}/sources/{source['id']}/affiliations"
        client.delete(
            f"{API}/sources/{tie['organisation_id']}", headers={"if-match": '"v1"'}
        ).raise_for_status()

        listed = client.get(path).json()["data"]
        ended = client.patch(
            f"{path}/{tie['id']}",
            json={"title": "until 2022"},
            headers=if_match(source),
        )

        assert listed == [tie]
        assert plain(ended.json()) == tie | {"title": "until 2022"}

    def test_requires_an_organisation(
        self, client: TestClient, make_source: Make
    ) -> None:
        ties = [{"organisation": {"name": "NATO"}, "relation": "works_for"}]
        source = make_source(affiliations=ties)
        path = f"{API}/sources/{source['id']}/affiliations"

        answer = client.patch(
            f"{path}/{source['affiliations'][0]['id']}",
            json={"organisation": None},
            headers=if_match(source),
        )

        assert answer.status_code == 422
        assert client.get(path).json()["data"] == source["affiliations"]

    def test_accepts_a_described_organisation_in_a_patch(
        self, client: TestClient, make_source: Make
    ) -> None:
        ties = [{"organisation": {"name": "NATO"}, "relation": "works_for"}]
        source = make_source(affiliations=ties)
        path = f"{API}/sources/{source['id']}/affiliations"

        answer = client.patch(
            f"{path}/{source['affiliations'][0]['id']}",
            json={"organisation": {"name": "Norges Bank"}},
            headers=if_match(source),
        )

        assert answer.json()["organisation"]["name"] == "Norges Bank"

    def test_stores_its_dates(self, make_source: Make) -> None:
        held = {"from": "2014-10-01", "to": "2024-10-01", "precision": "day"}
        ties = [
            {"organisation": {"name": "NATO"}, "relation": "works_for", "held": held}
        ]

        (tie,) = make_source(affiliations=ties)["affiliations"]

        assert tie["held"] == {
            "from": "2014-10-01T00:00:00Z",
            "to": "2024-10-01T00:00:00Z",
            "precision": "day",
            "text": None,
        }

    def test_sources_are_filtered_by_their_organisation(
        self, client: TestClient, make_source: Make
    ) -> None:
        ties = [{"organisation": {"name": "NATO"}, "relation": "works_for"}]
        source = make_source(affiliations=ties)
        nato = source["affiliations"][0]["organisation_id"]

        assert ids(walk(client, f"/sources?organisation={nato}")) == [source["id"]]
