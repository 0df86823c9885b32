from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, insert

from db.models import Tag
from db.values.totals import MAX_TOTAL
from tests.api.bodies import API, LARGEST_ID, Json, ids, if_match, the_error, walk
from tests.api.conftest import CountingReader, Make

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
TAGS = f"{API}/tags"


def store_tags(engine: Engine, count: int, *, start: int = 0) -> None:
    columns = {"visibility": "public", "created_at": MONDAY, "updated_at": MONDAY}
    rows = [
        {"name": f"t{number}", "match_key": f"t{number}", "version": 1, **columns}
        for number in range(start, start + count)
    ]
    with engine.begin() as connection:
        connection.execute(insert(Tag), rows)


class TestCreateTag:
    def test_returns_the_tag_as_a_read_does(self, client: TestClient) -> None:
        body = {"name": "вайна", "note": "War.", "visibility": "restricted"}

        made = client.post(TAGS, json=body)

        assert made.status_code == 201
        assert made.json().items() >= body.items()
        read = client.get(made.headers["location"])
        assert read.content == made.content
        assert read.headers["etag"] == made.headers["etag"]

    @pytest.mark.parametrize("name", ["Café", "Cafe\u0301"])
    def test_names_the_conflicting_tag(
        self, client: TestClient, make_tag: Make, name: str
    ) -> None:
        tag = make_tag(name="Café")

        answer = client.post(TAGS, json={"name": name})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "tag", "id": tag["id"]}

    def test_distinguishes_letters_and_diacritics(self, make_tag: Make) -> None:
        tags = [make_tag(name=name)["id"] for name in ("café", "cafe", "kafe")]

        assert len(set(tags)) == 3

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/name"),
            ({"name": ""}, "/name"),
            ({"name": "x" * 101}, "/name"),
            ({"name": None}, "/name"),
            ({"name": "x", "visibility": "secret"}, "/visibility"),
            ({"name": "x", "colour": "red"}, "/colour"),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, body: Json, pointer: str
    ) -> None:
        answer = client.post(TAGS, json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer


@pytest.mark.every_case
class TestReadTags:
    def test_sorts_by_name_and_by_recording(
        self, client: TestClient, make_tag: Make
    ) -> None:
        for name in ("b", "a", "c"):
            make_tag(name=name)

        by_name = walk(client, "/tags?limit=1")
        latest = walk(client, "/tags?limit=1&sort=-recorded")

        assert [row["name"] for row in by_name] == ["a", "b", "c", "noise"]
        assert [row["name"] for row in latest] == ["c", "a", "b", "noise"]

    def test_shows_withdrawn_tags_if_requested(
        self, client: TestClient, make_tag: Make
    ) -> None:
        tag = make_tag()
        client.delete(f"{TAGS}/{tag['id']}", headers=if_match(tag)).raise_for_status()

        assert tag["id"] not in ids(walk(client, "/tags"))
        page = client.get(f"{TAGS}?include=withdrawn&include=total").json()
        assert tag["id"] in ids(page["data"])
        assert page["total"] == 2

    def test_counts_all_rows_up_to_a_bound(
        self, client: TestClient, engine: Engine
    ) -> None:
        known = client.get(f"{TAGS}?include=total").json()["total"]
        store_tags(engine, MAX_TOTAL - known)

        exact = client.get(f"{TAGS}?include=total&limit=1").json()
        store_tags(engine, 1, start=MAX_TOTAL)
        more = client.get(f"{TAGS}?include=total&limit=1").json()

        assert exact["total"] == MAX_TOTAL
        assert more["total"] == {"value": MAX_TOTAL, "relation": "gte"}

    def test_needs_equally_many_queries_for_one_row_and_for_many(
        self, client: TestClient, reader: CountingReader, make_tag: Make
    ) -> None:
        for number in range(20):
            make_tag(name=f"{number}")

        assert reader.counts(client, "/tags?limit=1", "/tags?limit=20") == [1, 1]


class TestReadTag:
    def test_shows_only_requested_fields(
        self, client: TestClient, make_tag: Make
    ) -> None:
        tag = make_tag()

        answer = client.get(f"{TAGS}/{tag['id']}?fields=name,version")

        assert answer.json() == {"id": tag["id"], "name": "weather", "version": 1}

    def test_an_unknown_tag_is_not_found(self, client: TestClient) -> None:
        assert client.get(f"{TAGS}/{LARGEST_ID}").status_code == 404


class TestUpdateTag:
    def test_renames_it_on_every_claim(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claim = make_claim(tags=["rain"])
        tag = claim["created"][0]["id"]

        answer = client.patch(
            f"{TAGS}/{tag}", json={"name": "дождь"}, headers={"if-match": '"v1"'}
        )

        assert answer.status_code == 200
        read = client.get(f"{API}/claims/{claim['id']}").json()
        assert (read["tags"], read["version"]) == (["дождь"], 1)
        assert ids(walk(client, "/claims?tag=дождь")) == [claim["id"]]
        assert walk(client, "/claims?tag=rain") == []

    @pytest.mark.parametrize(
        ("version", "body", "status"),
        [
            (None, {}, 428),
            ('"v2"', {}, 412),
            ('"v1"', {"name": None}, 422),
            ('"v1"', {"name": ""}, 422),
            ('"v1"', {"name": "noise"}, 409),
        ],
    )
    def test_refuses_invalid_versions_and_names(
        self,
        client: TestClient,
        make_tag: Make,
        version: str | None,
        body: Json,
        status: int,
    ) -> None:
        path = f"{TAGS}/{make_tag()['id']}"
        headers = {"if-match": version} if version else {}

        answer = client.patch(path, json=body, headers=headers)

        assert answer.status_code == status
        assert client.get(path).json()["version"] == 1


class TestDeleteAndRestoreTag:
    def test_deleting_a_tag_of_claims_is_refused(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claims = [make_claim(text=text, tags=["rain"]) for text in ("One.", "Two.")]
        tag = claims[0]["created"][0]["id"]

        answer = client.delete(f"{TAGS}/{tag}", headers={"if-match": '"v1"'})

        assert answer.status_code == 409
        assert answer.json()["count"] == 2
        assert answer.json()["conflict"]["resource"] == "claim"

    def test_restoring_returns_the_tag_unchanged(
        self, client: TestClient, make_tag: Make
    ) -> None:
        tag = make_tag(note="Rain or shine.")
        path = f"{TAGS}/{tag['id']}"
        client.delete(path, headers=if_match(tag)).raise_for_status()

        back = client.post(f"{path}/restore?reason=x", headers={"if-match": '"v2"'})

        assert back.status_code == 200
        updated = {"version": 3, "updated_at": back.json()["updated_at"]}
        assert back.json() == tag | updated

    def test_restoring_is_refused_if_another_tag_has_its_name(
        self, client: TestClient, make_tag: Make
    ) -> None:
        tag = make_tag()
        path = f"{TAGS}/{tag['id']}"
        client.delete(path, headers=if_match(tag)).raise_for_status()
        other = make_tag()

        back = client.post(f"{path}/restore?reason=x", headers={"if-match": '"v2"'})

        assert back.status_code == 409
        assert back.json()["conflict"] == {"resource": "tag", "id": other["id"]}
