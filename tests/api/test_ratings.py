from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update

from db.models import Source
from tests.api.bodies import (
    API,
    LARGEST_ID,
    MERGE_PATCH,
    Json,
    claim_in,
    if_match,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import CountingReader, Make

Merge = Callable[[], Json]
READ = {"reason": "read for a year"}
USUALLY = {"reliability": "B"}
READ_FIRST = {"if-match": '"v2"'}
WRONG: list[tuple[Json, str]] = [
    ({}, "/reliability"),
    ({"reliability": "G"}, "/reliability"),
    ({"reliability": "b"}, "/reliability"),
    ({"reliability": None}, "/reliability"),
    (USUALLY | {"topic": None}, "/topic"),
    (USUALLY | {"topic": 5}, "/topic"),
    (USUALLY | {"topic": "x" * 501}, "/topic"),
    (USUALLY | {"topic": "\0"}, "/topic"),
    (USUALLY | {"colour": "red"}, "/colour"),
]
NO_REASONS = [{}, {"reason": ""}, {"reason": "x" * 1001}]


@pytest.fixture
def path(source: Json) -> str:
    return f"{API}/sources/{source['id']}/ratings"


@pytest.fixture
def rate(client: TestClient, path: str) -> Make:
    def rate(reliability: str = "B", topic: str = "", reason: str = "known") -> Json:
        answer = client.post(
            path,
            params={"reason": reason},
            json={"reliability": reliability, "topic": topic},
        )
        assert answer.status_code == 201, answer.text
        rating: Json = answer.json()
        return rating

    return rate


@pytest.fixture
def rating(rate: Make) -> Json:
    """A rating of the source, which is at version 2 with it."""
    return rate()


def listed(client: TestClient, path: str) -> list[Json]:
    return walk(client, path.removeprefix(API))


@pytest.fixture
def merge(engine: Engine, source: Json, make_source: Make) -> Merge:
    """A function that merges the source into another one, and returns that."""

    def merge() -> Json:
        survivor = make_source(name="Another")
        merged = update(Source).where(Source.id == source["id"])
        with engine.begin() as connection:
            left = dict.fromkeys(("merged_into_id", "survivor_id"), survivor["id"])
            connection.execute(merged.values(left))
        return survivor

    return merge


class TestCreateRating:
    def test_creates_a_new_version_of_the_source(
        self, client: TestClient, path: str, source: Json
    ) -> None:
        answer = client.post(path, params=READ, json=USUALLY | {"topic": "Rüstung"})

        assert answer.status_code == 201
        made = answer.json()
        read = client.get(f"{API}/sources/{source['id']}").json()
        assert made == {
            "id": made["id"],
            "source_id": source["id"],
            "reliability": "B",
            "topic": "Rüstung",
            "reason": READ["reason"],
            "created_at": read["updated_at"],
        }
        assert answer.headers["location"] == f"{path}/{made['id']}"
        assert answer.headers["etag"].startswith('"v2-')
        assert read["version"] == 2
        assert read.keys() == source.keys() - {"created", "matched", "similar"}

    @pytest.mark.parametrize("reliability", "ABCDEF")
    def test_without_a_topic_has_an_empty_topic(
        self, client: TestClient, path: str, reliability: str
    ) -> None:
        answer = client.post(path, params=READ, json={"reliability": reliability})

        assert (answer.json()["topic"], answer.json()["reliability"]) == (
            "",
            reliability,
        )

    def test_accepts_an_unnamed_source(
        self, client: TestClient, make_claim: Make, article: Json
    ) -> None:
        claim = make_claim(**claim_in(article["id"], [unnamed("an official")]))
        path = f"{API}/sources/{claim['speakers'][0]['id']}/ratings"

        answer = client.post(path, params=READ, json={"reliability": "F"})

        assert answer.status_code == 201
        assert listed(client, path) == [answer.json()]

    def test_keeps_ratings_of_other_topics(
        self, client: TestClient, path: str, rate: Make
    ) -> None:
        made = [rate("B"), rate("E", "weather"), rate("A", "Weather")]

        assert listed(client, path) == made

    def test_a_second_rating_of_a_topic_conflicts_with_the_first(
        self, client: TestClient, path: str, source: Json, rate: Make
    ) -> None:
        rate("B")
        standing = rate("E", "weather")

        answer = client.post(
            path, params=READ, json={"reliability": "A", "topic": "weather"}
        )

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "rating", "id": standing["id"]}
        assert len(walk(client, f"/sources/{source['id']}/history")) == 3

    @pytest.mark.parametrize(("body", "pointer"), WRONG)
    def test_refuses_an_invalid_rating(
        self, client: TestClient, path: str, body: Json, pointer: str
    ) -> None:
        answer = client.post(path, params=READ, json=body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer
        assert listed(client, path) == []

    @pytest.mark.parametrize("params", NO_REASONS)
    def test_requires_a_reason(
        self, client: TestClient, path: str, params: Json
    ) -> None:
        answer = client.post(path, params=params, json=USUALLY)

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "reason"
        assert listed(client, path) == []

    @pytest.mark.parametrize(
        ("source_id", "status"), [(LARGEST_ID, 404), (0, 422), ("x", 422)]
    )
    def test_requires_an_existing_source(
        self, client: TestClient, source_id: Any, status: int
    ) -> None:
        path = f"{API}/sources/{source_id}/ratings"

        assert client.post(path, params=READ, json=USUALLY).status_code == status

    def test_does_not_find_a_withdrawn_source(
        self, client: TestClient, path: str, source: Json
    ) -> None:
        client.delete(
            f"{API}/sources/{source['id']}", headers=if_match(source)
        ).raise_for_status()

        assert client.post(path, params=READ, json=USUALLY).status_code == 404

    def test_refuses_a_merged_source_and_names_its_survivor(
        self, client: TestClient, path: str, merge: Merge
    ) -> None:
        survivor = merge()

        answer = client.post(path, params=READ, json=USUALLY)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": survivor["id"]}


class TestReadRatings:
    def test_lists_the_ratings_of_this_source(
        self, client: TestClient, path: str, rating: Json, make_source: Make
    ) -> None:
        other = make_source(name="Another")
        client.post(
            f"{API}/sources/{other['id']}/ratings", params=READ, json=USUALLY
        ).raise_for_status()

        answer = client.get(path)

        assert answer.json() == {"data": [rating], "next_cursor": None}

    @pytest.mark.parametrize("limit", [1, 2, 3])
    def test_is_paginated(
        self, client: TestClient, path: str, rate: Make, limit: int
    ) -> None:
        made = [rate("C", topic) for topic in ("z", "a", "", "m")]

        assert listed(client, f"{path}?limit={limit}") == made

    def test_shows_only_requested_fields(
        self, client: TestClient, path: str, rating: Json
    ) -> None:
        answer = client.get(f"{path}?fields=reliability,reason")

        assert answer.json()["data"] == [
            {"id": rating["id"], "reliability": "B", "reason": "known"}
        ]

    def test_is_empty_for_a_source_without_ratings(
        self, client: TestClient, path: str
    ) -> None:
        assert client.get(path).json() == {"data": [], "next_cursor": None}

    def test_refuses_an_unknown_parameter(self, client: TestClient, path: str) -> None:
        answer = client.get(f"{path}?topic=weather")

        assert answer.status_code == 422
        known = "Unknown parameter; known are: cursor, fields, limit."
        assert the_error(answer)["message"] == known

    @pytest.mark.usefixtures("rating")
    def test_is_not_found_if_the_source_is_withdrawn_or_unknown(
        self, client: TestClient, path: str, source: Json
    ) -> None:
        client.delete(
            f"{API}/sources/{source['id']}", headers=READ_FIRST
        ).raise_for_status()

        assert client.get(path).status_code == 404
        assert client.get(f"{API}/sources/{LARGEST_ID}/ratings").status_code == 404

    def test_restoring_the_source_restores_its_ratings(
        self, client: TestClient, path: str, source: Json, rating: Json
    ) -> None:
        whole = f"{API}/sources/{source['id']}"
        client.delete(whole, headers=READ_FIRST).raise_for_status()
        client.post(
            f"{whole}/restore?reason=mistake", headers={"if-match": '"v3"'}
        ).raise_for_status()

        assert listed(client, path) == [rating]

    @pytest.mark.usefixtures("rating")
    def test_redirects_from_a_merged_source_to_its_survivor(
        self, client: TestClient, path: str, merge: Merge
    ) -> None:
        survivor = merge()

        answer = client.get(f"{path}?limit=5", follow_redirects=False)

        assert answer.status_code == 308
        there = f"{API}/sources/{survivor['id']}/ratings?limit=5"
        assert answer.headers["location"] == there

    def test_needs_equally_many_queries_for_one_row_and_for_many(
        self, client: TestClient, reader: CountingReader, path: str, rate: Make
    ) -> None:
        for topic in "abc":
            rate("C", topic)

        place = path.removeprefix(API)
        counts = reader.counts(client, f"{place}?limit=1", f"{place}?limit=3")

        assert counts == [1, 1]


class TestUpdateRating:
    def test_replaces_the_rating_with_a_new_one(
        self, client: TestClient, path: str, source: Json, rate: Make
    ) -> None:
        before = rate("B", "weather")

        answer = client.patch(
            f"{path}/{before['id']}",
            params={"reason": "был неправ"},
            json={"reliability": "D"},
            headers=READ_FIRST,
        )

        assert answer.status_code == 200
        assert answer.headers["etag"].startswith('"v3-')
        after = answer.json()
        read = client.get(f"{API}/sources/{source['id']}").json()
        assert after["id"] > before["id"]
        assert after == before | {
            "id": after["id"],
            "reliability": "D",
            "reason": "был неправ",
            "created_at": read["updated_at"],
        }
        assert (read["version"], listed(client, path)) == (3, [after])

    @pytest.mark.parametrize("patch", [{}, USUALLY, {"topic": "weather"}])
    def test_keeps_unchanged_fields(
        self, client: TestClient, path: str, rating: Json, patch: Json
    ) -> None:
        answer = client.patch(
            f"{path}/{rating['id']}",
            params=READ,
            json=patch,
            headers=READ_FIRST | {"content-type": MERGE_PATCH},
        )

        after = answer.json()
        assert after["id"] != rating["id"]
        assert after["reason"] == READ["reason"]
        assert (after["reliability"], after["topic"]) == ("B", patch.get("topic", ""))
        assert listed(client, path) == [after]

    def test_conflicts_with_another_rating_of_the_topic(
        self, client: TestClient, path: str, rate: Make
    ) -> None:
        standing, other = rate("B", "weather"), rate("C")

        answer = client.patch(
            f"{path}/{other['id']}",
            params=READ,
            json={"topic": "weather"},
            headers={"if-match": '"v3"'},
        )

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "rating", "id": standing["id"]}
        assert listed(client, path) == [standing, other]

    @pytest.mark.portable
    @pytest.mark.parametrize(("body", "pointer"), WRONG[1:])
    def test_points_at_the_error(
        self, client: TestClient, path: str, rating: Json, body: Json, pointer: str
    ) -> None:
        answer = client.patch(
            f"{path}/{rating['id']}", params=READ, json=body, headers=READ_FIRST
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer
        assert listed(client, path) == [rating]


class TestDeleteRating:
    def test_creates_a_version_of_the_source_without_the_rating(
        self, client: TestClient, path: str, source: Json, rate: Make
    ) -> None:
        gone, stays = rate("B"), rate("C", "weather")
        address = f"{path}/{gone['id']}"

        answer = client.delete(address, params=READ, headers={"if-match": '"v3"'})

        assert (answer.status_code, answer.content) == (204, b"")
        assert listed(client, path) == [stays]
        assert client.get(f"{API}/sources/{source['id']}").json()["version"] == 4
        again = client.delete(address, params=READ, headers={"if-match": '"v4"'})
        assert again.status_code == 404

    def test_frees_its_topic_for_another_rating(
        self, client: TestClient, path: str, rate: Make
    ) -> None:
        gone = rate("B", "weather")
        client.delete(
            f"{path}/{gone['id']}", params=READ, headers=READ_FIRST
        ).raise_for_status()

        assert listed(client, path) == []
        assert rate("C", "weather")["topic"] == gone["topic"]


@pytest.fixture(params=["PATCH", "DELETE"])
def alter(client: TestClient, path: str, rating: Json, request: Any) -> Any:
    """A change of the rating, and the end of it, with all that these need."""

    def alter(path: str = f"{path}/{rating['id']}", **sent: Any) -> Any:
        body = USUALLY if request.param == "PATCH" else None
        whole = {"params": READ, "json": body, "headers": READ_FIRST} | sent
        return client.request(request.param, path, **whole)

    return alter


class TestUpdateAndDeleteRating:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [({}, 428), ({"if-match": '"v1"'}, 412), ({"if-match": "v2"}, 412)],
    )
    def test_require_the_version_of_the_source(
        self,
        client: TestClient,
        path: str,
        rating: Json,
        alter: Any,
        headers: Any,
        status: int,
    ) -> None:
        assert alter(headers=headers).status_code == status
        assert listed(client, path) == [rating]

    @pytest.mark.parametrize("params", NO_REASONS)
    def test_require_a_reason(
        self, client: TestClient, path: str, rating: Json, alter: Any, params: Json
    ) -> None:
        answer = alter(params=params)

        assert answer.status_code == 422
        assert the_error(answer)["parameter"] == "reason"
        assert listed(client, path) == [rating]

    def test_do_not_find_a_replaced_or_deleted_rating(self, alter: Any) -> None:
        alter().raise_for_status()

        assert alter(headers={"if-match": '"v3"'}).status_code == 404

    def test_do_not_find_a_rating_of_another_source(
        self, make_source: Make, rating: Json, alter: Any
    ) -> None:
        other = make_source(name="Another")
        path = f"{API}/sources/{other['id']}/ratings/{rating['id']}"

        assert alter(path, headers=if_match(other)).status_code == 404

    def test_refuse_a_merged_source_and_name_its_survivor(
        self, alter: Any, merge: Merge
    ) -> None:
        survivor = merge()

        answer = alter()

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": survivor["id"]}


class TestHistory:
    def test_has_one_audit_entry_for_each_rating(
        self, client: TestClient, path: str, source: Json, rate: Make
    ) -> None:
        first = rate("B", reason="one")
        second = client.patch(
            f"{path}/{first['id']}",
            params={"reason": "two"},
            json={"reliability": "D"},
            headers=READ_FIRST,
        ).json()
        client.delete(
            f"{path}/{second['id']}",
            params={"reason": "three"},
            headers={"if-match": '"v3"'},
        ).raise_for_status()

        lines = walk(client, f"/sources/{source['id']}/history")

        assert [
            (line["action"], line["version"], line["reason"]) for line in lines
        ] == [
            ("supersede", 4, "three"),
            ("supersede", 3, "two"),
            ("update", 2, "one"),
            ("create", 1, None),
        ]
        b, d = ({"reliability": letter, "topic": ""} for letter in "BD")
        assert [line["changes"] for line in lines[:3]] == [
            [{"field": "ratings", "old": [d], "new": []}],
            [{"field": "ratings", "old": [b], "new": [d]}],
            [{"field": "ratings", "old": [], "new": [b]}],
        ]
