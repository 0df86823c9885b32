"""Labels of sources: unique among those that the caller may confuse."""

from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, plain, walk
from tests.api.conftest import CountingReader, Make
from tests.keys import shown


def labels(client: TestClient, **headers: str) -> dict[int, str]:
    rows = client.get(f"{API}/sources?limit=1000", headers=headers).json()["data"]
    return {row["id"]: row["label"] for row in rows}


class TestLabels:
    def test_are_names_where_nobody_else_is_called_so(self, source: Json) -> None:
        assert source["label"] == source["name"]

    def test_tell_namesakes_apart_in_lists_and_records(
        self, client: TestClient, make_source: Make
    ) -> None:
        tie = {"organisation": {"name": "NATO"}, "relation": "works_for"}
        made = [
            make_source(name="J. Smith", affiliations=[tie]),
            make_source(name="J. Smith", country_code="GB"),
            make_source(name="j. smith"),
        ]

        found = [
            client.get(f"{API}/sources/{one['id']}").json()["label"] for one in made
        ]

        marks = ["J. Smith · NATO", "J. Smith · GB", f"j. smith · #{made[2]['id']}"]
        assert found == marks
        listed = labels(client)
        assert [listed[one["id"]] for one in made] == marks

    def test_are_those_of_the_answer_that_made_the_source(
        self, client: TestClient, make_source: Make
    ) -> None:
        make_source(name="J. Smith", country_code="GB")
        made = make_source(name="J. Smith", country_code="US")

        assert plain(made) == client.get(f"{API}/sources/{made['id']}").json()
        assert made["label"] == "J. Smith · US"

    def test_do_not_tell_of_restricted_namesakes(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(name="J. Smith", country_code="GB")
        make_source(name="J. Smith", visibility="restricted")
        path, key = f"{API}/sources/{source['id']}", shown("reader")

        assert client.get(path).json()["label"] == "J. Smith · GB"
        assert client.get(path, headers=key).json()["label"] == "J. Smith"
        assert labels(client, **key)[source["id"]] == "J. Smith"

    def test_do_not_count_withdrawn_and_merged_namesakes(
        self, client: TestClient, make_source: Make
    ) -> None:
        source = make_source(name="J. Smith")
        gone, merged = make_source(name="J. Smith"), make_source(name="J. Smith")
        client.delete(
            f"{API}/sources/{gone['id']}", headers={"if-match": '"v1"'}
        ).raise_for_status()
        client.post(
            f"{API}/sources/{merged['id']}/merge?reason=x",
            json={"merged_into_id": source["id"]},
            headers={"if-match": '"v1"'},
        ).raise_for_status()

        assert labels(client)[source["id"]] == "J. Smith"

    def test_take_one_query_for_a_page(
        self, client: TestClient, reader: CountingReader, make_source: Make
    ) -> None:
        for number in range(6):
            make_source(name=f"Name {number // 2}")

        one, many = reader.counts(client, "/sources?limit=1", "/sources?limit=6")

        assert one == many
        assert len(walk(client, "/sources?limit=2")) > 6
