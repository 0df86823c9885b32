from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    day,
    ids,
    if_match,
    pages,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import CountingReader, Make

RESOURCES = ["sources", "articles", "claims", "tags", "facts"]


def history(client: TestClient, resource: str, record: Json) -> list[Json]:
    return walk(client, f"/{resource}/{record['id']}/history")


def fields(line: Json) -> dict[str, tuple[Any, Any]]:
    """Return the old and the new value of each field that a change changed."""
    return {one["field"]: (one["old"], one["new"]) for one in line["changes"]}


@pytest.mark.every_case
class TestReadHistory:
    def test_returns_analyst_action_time_and_reason(
        self, client: TestClient, claim: Json
    ) -> None:
        path = f"{API}/claims/{claim['id']}"
        changed = client.patch(
            path,
            params={"reason": "опечатка"},
            json={"act": "denial"},
            headers=if_match(claim),
        )
        client.delete(path, headers={"if-match": '"v2"'}).raise_for_status()

        withdrawn, updated, made = history(client, "claims", claim)

        assert updated.pop("id") > made["id"]
        assert updated == {
            "at": changed.json()["updated_at"],
            "analyst": {"id": 1, "name": "local"},
            "request_id": changed.headers["x-request-id"],
            "action": "update",
            "resource": "claim",
            "record_id": claim["id"],
            "version": 2,
            "reason": "опечатка",
            "changes": [{"field": "act", "old": "assertion", "new": "denial"}],
        }
        assert (made["action"], made["version"]) == ("create", 1)
        assert (withdrawn["action"], withdrawn["version"]) == ("withdraw", 3)
        assert list(fields(withdrawn)) == ["withdrawn_at"]

    @pytest.mark.parametrize("resource", RESOURCES)
    def test_lists_creation_update_withdrawal_and_restoration(
        self,
        client: TestClient,
        make_tag: Make,
        make_source: Make,
        make_article: Make,
        make_claim: Make,
        make_fact: Make,
        resource: str,
    ) -> None:
        makers = [make_source, make_article, make_claim, make_tag, make_fact]
        record = dict(zip(RESOURCES, makers, strict=True))[resource]()
        path = f"{API}/{resource}/{record['id']}"
        client.patch(
            path, json={"note": "x"}, headers={"if-match": '"v1"'}
        ).raise_for_status()
        client.delete(path, headers={"if-match": '"v2"'}).raise_for_status()
        client.post(
            f"{path}/restore?reason=why", headers={"if-match": '"v3"'}
        ).raise_for_status()

        lines = history(client, resource, record)

        actions = [(line["action"], line["version"]) for line in lines]
        assert actions == [
            ("restore", 4),
            ("withdraw", 3),
            ("update", 2),
            ("create", 1),
        ]
        assert [line["reason"] for line in lines] == ["why", None, None, None]
        old, new = fields(lines[0])["withdrawn_at"]
        assert (old, new) == (fields(lines[1])["withdrawn_at"][1], None)
        assert fields(lines[2]) == {"note": (None, "x")}

    def test_shows_the_values_of_a_new_record(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claim = make_claim(hedges=["could"], said=day(21), note="first")
        client.patch(
            f"{API}/claims/{claim['id']}",
            json={"note": "second", "said": None},
            headers=if_match(claim),
        ).raise_for_status()

        updated, made = history(client, "claims", claim)

        assert fields(made)["note"] == (None, "first")
        assert fields(made)["hedges"] == (None, ["could"])
        assert fields(made)["said"] == (None, claim["said"])
        assert fields(updated) == {
            "note": ("first", "second"),
            "said": (claim["said"], None),
        }

    def test_shows_changed_attributions_and_spans_in_full(
        self, client: TestClient, make_claim: Make, make_source: Make
    ) -> None:
        claim = make_claim(spans=[{"part": "content", "exact": "rained"}])
        other = make_source(name="Another")

        client.patch(
            f"{API}/claims/{claim['id']}",
            json={"attribution": said_by(other["id"]), "spans": []},
            headers=if_match(claim),
        ).raise_for_status()

        (line, _) = history(client, "claims", claim)
        changed = fields(line)
        assert changed.keys() == {"attribution", "spans"}
        old, new = changed["attribution"]
        assert old[0]["printed_source_id"] == claim["speakers"][0]["id"]
        assert new[0]["printed_source_id"] == other["id"]
        assert changed["spans"][0][0]["exact"] == "rained"
        assert changed["spans"][1] in ([], None)

    def test_shows_the_hash_of_a_text_instead_of_the_text(
        self, client: TestClient, article: Json
    ) -> None:
        client.post(
            f"{API}/articles/{article['id']}/revisions", json={"text": "New."}
        ).raise_for_status()

        line, made = history(client, "articles", article)

        old, new = fields(line)["revisions"]
        assert [one["number"] for one in old] == [1]
        assert [one["number"] for one in new] == [1, 2]
        assert old[0]["text_sha256"] == article["revision"]["text_sha256"]
        assert all("text" not in one for one in [*new, *fields(made)["revisions"][1]])

    def test_shows_old_and_new_values_across_pages(
        self, client: TestClient, make_tag: Make
    ) -> None:
        tag = make_tag(name="0")
        for version in range(1, 6):
            client.patch(
                f"{API}/tags/{tag['id']}",
                json={"name": f"{version}"},
                headers={"if-match": f'"v{version}"'},
            ).raise_for_status()

        cut = list(pages(client, f"/tags/{tag['id']}/history?limit=4"))

        assert [len(page["data"]) for page in cut] == [4, 2]
        steps = [fields(line)["name"] for page in cut for line in page["data"]]
        assert steps == [(f"{n - 1}", f"{n}") for n in range(5, 0, -1)] + [(None, "0")]

    def test_shows_changes_caused_by_a_write_to_another_record(
        self, client: TestClient, claim: Json, source: Json
    ) -> None:
        answer = client.patch(
            f"{API}/sources/{source['id']}",
            json={"visibility": "restricted"},
            headers=if_match(source),
        )

        line = history(client, "claims", claim)[0]

        assert line["request_id"] == answer.headers["x-request-id"]
        assert fields(line) == {"visibility": ("public", "restricted")}

    @pytest.mark.parametrize("resource", RESOURCES)
    @pytest.mark.parametrize(
        ("record_id", "status"), [(LARGEST_ID, 404), (0, 422), ("-x", 422)]
    )
    def test_refuses_unknown_and_invalid_ids(
        self, client: TestClient, resource: str, record_id: Any, status: int
    ) -> None:
        answer = client.get(f"{API}/{resource}/{record_id}/history")

        assert answer.status_code == status

    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self, client: TestClient, reader: CountingReader, make_tag: Make
    ) -> None:
        tag = make_tag()
        for version in range(1, 21):
            client.patch(
                f"{API}/tags/{tag['id']}",
                json={"note": f"{version}"},
                headers={"if-match": f'"v{version}"'},
            ).raise_for_status()

        path = f"/tags/{tag['id']}/history"
        counts = reader.counts(client, f"{path}?limit=1", f"{path}?limit=20")

        assert counts[0] == counts[1] <= 2


class TestReadChanges:
    def test_lists_the_oldest_first(
        self, client: TestClient, claim: Json, source: Json, article: Json
    ) -> None:
        lines = walk(client, "/changes?limit=2")

        assert ids(lines) == sorted(ids(lines))
        mine = [(line["resource"], line["record_id"]) for line in lines][-3:]
        assert mine == [
            ("source", source["id"]),
            ("article", article["id"]),
            ("claim", claim["id"]),
        ]

    def test_after_returns_only_later_entries(
        self, client: TestClient, make_tag: Make
    ) -> None:
        last = walk(client, "/changes")[-1]["id"]
        tags = [make_tag(name=f"{number}")["id"] for number in range(3)]

        lines = walk(client, f"/changes?after={last}&limit=2")

        assert [line["record_id"] for line in lines] == tags
        assert walk(client, f"/changes?after={lines[-1]['id']}") == []

    def test_since_accepts_an_instant(self, client: TestClient, make_tag: Make) -> None:
        make_tag(name="before")
        claims = [{"text": "It.", "form": "unattributed", "attribution": []}] * 1
        article = {"title": "Rain", "claims": claims}
        made = client.post(f"{API}/articles", json=article).json()
        tags = [make_tag(name=f"{number}") for number in range(3)]

        def records(query: str) -> list[tuple[str, int]]:
            lines = walk(client, f"/changes?{query}")
            return [(line["resource"], line["record_id"]) for line in lines]

        at, last = made["created_at"], tags[-1]["created_at"]
        everything = records(f"since={at}&limit=2")
        expected = [("article", made["id"]), *(("tag", tag["id"]) for tag in tags)]
        assert [one for one in everything if one[0] != "claim"] == expected
        assert len(everything) == len(expected) + 1
        assert records(f"since={last}") == [("tag", tags[-1]["id"])]
        assert records("since=2020-01-01") == records("since=0") == records("")
        assert records("since=2999-01-01T09:30:00%2B02:00") == []

    def test_since_accepts_an_id(self, client: TestClient, make_tag: Make) -> None:
        last = walk(client, "/changes")[-1]
        tag = make_tag(name="rain")

        for query in (
            f"since={last['id']}",
            f"since={last['id']}&after=0",
            f"since={last['at']}&after={last['id']}",
        ):
            lines = walk(client, f"/changes?{query}")
            assert [line["record_id"] for line in lines] == [tag["id"]], query

    @pytest.mark.parametrize(
        ("since", "part"),
        [
            ("yesterday", "instant"),
            ("2022-02-30", "no such day"),
            ("2022-03-21T09:30", "zone"),
            ("-1", "instant"),
            ("9007199254740992", "at most"),
        ],
    )
    def test_since_refuses_values_other_than_ids_and_instants(
        self, client: TestClient, since: str, part: str
    ) -> None:
        answer = client.get(f"{API}/changes?since={since}")

        error = the_error(answer)
        assert (answer.status_code, error["parameter"]) == (422, "since")
        assert part in error["message"]

    def test_has_an_audit_entry_for_each_record_of_one_write(
        self, client: TestClient, make_article: Make
    ) -> None:
        last = walk(client, "/changes")[-1]["id"]
        claim = {"text": "It.", "form": "unclear", "tags": ["rain"]}
        article = make_article(claims=[claim | {"attribution": [unnamed("he")]}])

        lines = walk(client, f"/changes?after={last}")

        made = {(line["resource"], line["record_id"]) for line in lines}
        besides = {(one["resource"], one["id"]) for one in article["created"]}
        assert made == besides | {("article", article["id"])}
        assert len({line["request_id"] for line in lines}) == 1
        assert {line["action"] for line in lines} == {"create"}

    def test_has_no_audit_entry_of_a_failed_write(
        self, client: TestClient, claim_body: Json
    ) -> None:
        before = walk(client, "/changes")

        client.post(f"{API}/claims", json=claim_body | {"revision_id": LARGEST_ID})

        assert walk(client, "/changes") == before

    def test_never_adds_an_entry_before_those_already_read(
        self, client: TestClient, make_tag: Make
    ) -> None:
        seen: list[int] = []
        with ThreadPoolExecutor(4) as threads:
            written = [
                threads.submit(make_tag, name=f"{number}") for number in range(40)
            ]
            while not all(one.done() for one in written):
                after = seen[-1] if seen else 0
                seen += ids(walk(client, f"/changes?after={after}"))
        seen += ids(walk(client, f"/changes?after={seen[-1] if seen else 0}"))

        lines = walk(client, "/changes?limit=7")

        assert seen == ids(lines)
        times = [line["at"] for line in lines]
        assert times == sorted(times)

    def test_takes_as_many_queries_for_many_rows_as_for_one(
        self, client: TestClient, reader: CountingReader, make_tag: Make
    ) -> None:
        first = walk(client, "/changes")[-1]["id"]
        for number in range(20):
            make_tag(name=f"{number}")

        path = f"/changes?after={first}"
        counts = reader.counts(client, f"{path}&limit=1", f"{path}&limit=20")

        assert counts[0] == counts[1] <= 2
