from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, said_by, the_error
from tests.api.conftest import Make
from tests.api.test_reverts import MISTAKES, read
from tests.api.writes import sample
from tests.keys import shown

pytestmark = pytest.mark.every_case

RESOURCES = ("source", "article", "claim", "fact", "tag")
every_resource = pytest.mark.parametrize("resource", RESOURCES)
ANY = {"if-match": "*"}


def at_version(client: TestClient, path: str, number: int, **sent: Any) -> Any:
    return client.get(f"{API}{path}?version={number}", **sent)


def changed(client: TestClient, resource: str) -> tuple[str, Json]:
    """Change a record by mistake; return its path and its previous state."""
    path = sample(client, f"update_{resource}").record
    first = read(client, path)
    client.patch(API + path, json=MISTAKES[resource], headers=ANY).raise_for_status()
    return path, first


def own(body: Json) -> Json:
    """Return a version of an article without the anchors of its claims."""
    return body | ({"anchors": None} if "anchors" in body else {})


class TestVersion:
    @every_resource
    def test_returns_the_record_at_that_version(
        self, client: TestClient, resource: str
    ) -> None:
        path, first = changed(client, resource)

        answer = at_version(client, path, 1)

        assert answer.status_code == 200, answer.text
        assert answer.json() == own(first)
        assert answer.headers["etag"].startswith('"v1-')

    @every_resource
    def test_the_newest_version_equals_the_record(
        self, client: TestClient, resource: str
    ) -> None:
        path, _ = changed(client, resource)

        assert at_version(client, path, 2).json() == own(read(client, path))

    @every_resource
    @pytest.mark.parametrize("number", [3, 99])
    def test_an_unknown_version_is_not_found(
        self, client: TestClient, resource: str, number: int
    ) -> None:
        path, _ = changed(client, resource)

        answer = at_version(client, path, number)

        record_id = path.rpartition("/")[2]
        assert answer.status_code == 404
        assert answer.json()["detail"] == (
            f"{resource.capitalize()} {record_id} has no version {number}."
        )

    @every_resource
    @pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5"])
    def test_refuses_anything_but_a_positive_whole_number(
        self, client: TestClient, resource: str, number: str
    ) -> None:
        answer = client.get(f"{API}/{resource}s/1?version={number}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "version"

    @pytest.mark.parametrize("resource", ["source", "claim", "fact"])
    @pytest.mark.parametrize("kind", ["world", "record"])
    def test_cannot_be_combined_with_as_of(
        self, client: TestClient, resource: str, kind: str
    ) -> None:
        path, _ = changed(client, resource)

        answer = client.get(f"{API}{path}?version=1&as_of=2022-03-22&as_of_kind={kind}")

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "version"

    @every_resource
    def test_is_found_of_a_withdrawn_record(
        self, client: TestClient, resource: str
    ) -> None:
        path = sample(client, f"delete_{resource}").record
        live = read(client, path)
        client.delete(API + path, headers=ANY).raise_for_status()

        assert at_version(client, path, 1).json() == own(live)
        assert at_version(client, path, 2).json()["withdrawn_at"] is not None

    @pytest.mark.parametrize("resource", ["source", "article", "claim", "fact"])
    def test_is_found_of_a_merged_record(
        self, client: TestClient, resource: str
    ) -> None:
        merging = sample(client, f"merge_two_{resource}s")
        before = read(client, merging.record)
        merged = merging.send(client).json()

        assert at_version(client, merging.record, 1).json() == own(before)
        assert at_version(client, merging.record, 2).json() == own(merged)

    @every_resource
    def test_shows_only_requested_fields(
        self, client: TestClient, resource: str
    ) -> None:
        path, first = changed(client, resource)

        answer = client.get(f"{API}{path}?version=1&fields=version")

        assert answer.json() == {"id": first["id"], "version": 1}


class TestRedactedVersion:
    @every_resource
    def test_returns_410_without_the_content(
        self, client: TestClient, resource: str
    ) -> None:
        path, first = changed(client, resource)
        client.post(f"{API}{path}/redact?reason=x", headers=ANY).raise_for_status()

        for number in (1, 2):
            answer = at_version(client, path, number)

            assert answer.status_code == 410
            assert answer.json()["type"] == "/problems/redacted"
            assert the_error(answer)["parameter"] == "version"
            assert the_error(answer)["code"] == "redacted"
            for name in ("text", "title", "name", "statement"):
                assert str(first.get(name, "?!")) not in answer.text

    @every_resource
    def test_later_versions_can_be_read(
        self, client: TestClient, resource: str
    ) -> None:
        path, _ = changed(client, resource)
        client.post(f"{API}{path}/redact?reason=x", headers=ANY).raise_for_status()
        erased = read(client, path)
        client.patch(API + path, json={"note": "x"}, headers=ANY).raise_for_status()

        assert at_version(client, path, 3).json() == own(erased)


class TestVisibility:
    @every_resource
    def test_readers_do_not_find_versions_that_were_restricted(
        self, client: TestClient, resource: str
    ) -> None:
        path = sample(client, f"update_{resource}").record
        for visibility in ("restricted", "public"):
            change = {"visibility": visibility}
            client.patch(API + path, json=change, headers=ANY).raise_for_status()
        reader = shown("reader")

        seen = [at_version(client, path, n, headers=reader) for n in (1, 2, 3, 4)]

        assert [one.status_code for one in seen] == [200, 404, 200, 404]
        details = [one.json()["detail"].partition(" ")[2] for one in seen[1::2]]
        assert details[0].replace("version 2", "version 4") == details[1]
        assert at_version(client, path, 2).status_code == 200

    @every_resource
    def test_readers_do_not_find_versions_of_restricted_records(
        self, client: TestClient, resource: str
    ) -> None:
        path = sample(client, f"update_{resource}").record
        change = {"visibility": "restricted"}
        client.patch(API + path, json=change, headers=ANY).raise_for_status()

        answer = at_version(client, path, 1, headers=shown("reader"))

        record_id = path.rpartition("/")[2]
        assert answer.status_code == 404
        assert answer.json()["detail"] == f"No {resource} with id {record_id}."

    def test_readers_see_no_references_to_restricted_records(
        self, client: TestClient, make_source: Make, make_article: Make
    ) -> None:
        outlet = make_source(kind="outlet", name="Daily Rain")
        article = make_article(outlet_id=outlet["id"])
        path = f"/articles/{article['id']}"
        change = {"outlet_id": None}
        client.patch(API + path, json=change, headers=if_match(article))
        hidden = {"visibility": "restricted"}
        client.patch(f"{API}/sources/{outlet['id']}", json=hidden, headers=ANY)

        answer = at_version(client, path, 1, headers=shown("reader")).json()

        assert answer["outlet_id"] is answer["outlet"] is None
        assert at_version(client, path, 1).json()["outlet"]["name"] == "Daily Rain"


class TestNamesInVersion:
    def test_are_the_names_at_the_end_of_that_version(
        self, client: TestClient, make_claim: Make, make_source: Make
    ) -> None:
        source = make_source(name="Anna Rain")
        claim = make_claim(attribution=said_by(source["id"]))
        path, named = f"/claims/{claim['id']}", f"{API}/sources/{source['id']}"
        client.patch(named, json={"name": "Anna Snow"}, headers=ANY)
        client.patch(API + path, json={"note": "x"}, headers=ANY)
        client.patch(named, json={"name": "Anna Hail"}, headers=ANY)

        def speaker(number: int) -> str:
            body = at_version(client, path, number).json()
            name: str = body["speakers"][0]["name"]
            return name

        assert [speaker(1), speaker(2)] == ["Anna Snow", "Anna Hail"]

    def test_include_the_root_article_of_that_version(
        self, client: TestClient, make_source: Make, make_article: Make
    ) -> None:
        wire = make_source(kind="outlet", name="Wire")
        root = make_article(title="First", outlet_id=wire["id"], published="2022-03-01")
        article = make_article(root_article_id=root["id"], text="It rained.")
        path = f"/articles/{article['id']}"
        before = read(client, path)
        client.post(f"{API}{path}/revisions", json={"text": "It poured."})
        client.patch(API + path, json={"root_article_id": None}, headers=ANY)

        first, second = (at_version(client, path, n).json() for n in (1, 2))

        assert first == own(before)
        assert first["root_article"]["outlet"]["name"] == "Wire"
        assert first["root_article"]["published"]["from"] == "2022-03-01T00:00:00Z"
        assert (first["revision"]["number"], second["revision"]["number"]) == (1, 2)
        assert at_version(client, path, 3).json()["root_article"] is None
