"""Subjects of claims, and the time that claims are about."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import (
    API,
    Json,
    claim_in,
    ids,
    if_match,
    said_by,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import Make
from tests.keys import shown

WHY = {"reason": "x"}
A = {"name": "A"}


def about(*source_ids: int) -> list[Json]:
    return [{"source_id": source_id} for source_id in source_ids]


def subject_ids(claim: Json) -> list[int]:
    return [one["source_id"] for one in claim["subjects"]]


def read(client: TestClient, path: str, **query: Any) -> Json:
    answer = client.get(f"{API}{path}", params=query)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def change(client: TestClient, claim: Json, **fields: Any) -> Any:
    path = f"{API}/claims/{claim['id']}"
    return client.patch(path, json=fields, headers=if_match(claim))


def merge(client: TestClient, source: Json, into: Json) -> None:
    path = f"{API}/sources/{source['id']}/merge"
    body = {"merged_into_id": into["id"]}
    answer = client.post(path, json=body, params=WHY, headers=if_match(source))
    answer.raise_for_status()


def unmerge(client: TestClient, source_id: int) -> None:
    path = f"{API}/sources/{source_id}/unmerge"
    answer = client.post(path, params=WHY, headers={"if-match": "*"})
    answer.raise_for_status()


@pytest.fixture
def nato(make_source: Make) -> Json:
    return make_source(name="NATO", kind="organisation")


@pytest.fixture
def alliance(make_source: Make) -> Json:
    return make_source(name="Atlantic Alliance", kind="organisation")


class TestRecording:
    def test_accepts_subjects_by_id_and_by_description(
        self, client: TestClient, make_claim: Make, nato: Json
    ) -> None:
        claim = make_claim(
            subjects=[
                {"source_id": nato["id"]},
                {"source": {"kind": "person", "name": "Viktor Orbán"}},
            ]
        )

        (made,) = claim["created"]
        assert subject_ids(claim) == [nato["id"], made["id"]]
        assert claim["subjects"][0] == {
            "source_id": nato["id"],
            "source": {
                "id": nato["id"],
                "name": "NATO",
                "label": "NATO",
                "kind": "organisation",
            },
            "printed_source_id": nato["id"],
            "printed_source": claim["subjects"][0]["source"],
        }
        stored = read(client, f"/claims/{claim['id']}")
        assert stored["subjects"] == claim["subjects"]

    def test_returns_what_a_description_matched(
        self, make_claim: Make, nato: Json
    ) -> None:
        spec = {"kind": "organisation", "name": "nato", "sector": "military"}

        claim = make_claim(subjects=[{"source": spec}])

        (match,) = claim["matched"]
        assert match["pointer"] == "/subjects/0/source"
        assert (match["id"], match["filled"]) == (nato["id"], ["sector"])

    def test_stores_subjects_in_a_batch_and_with_an_article(
        self, client: TestClient, source: Json, article: Json, nato: Json
    ) -> None:
        claim = claim_in(
            article["id"], said_by(source["id"]), subjects=about(nato["id"])
        )
        batch = {"mode": "atomic", "claims": [claim]}
        batched = client.post(f"{API}/claims/batch", json=batch).json()["data"][0]
        del claim["article_id"]
        made = client.post(
            f"{API}/articles", json={"title": "More rain", "claims": [claim]}
        ).json()

        (printed,) = walk(client, f"/articles/{made['id']}/claims?expand=subjects")
        assert subject_ids(batched) == subject_ids(printed) == [nato["id"]]

    def test_accepts_an_unnamed_source_of_its_own_article_only(
        self, make_claim: Make, make_article: Make, article: Json
    ) -> None:
        claim = make_claim(subjects=[{"source": unnamed("rebels")["source"]}])
        (rebels,) = subject_ids(claim)
        other = make_article(title="Elsewhere")

        again = make_claim(text="Again.", subjects=about(rebels))
        with pytest.raises(AssertionError, match="another article"):
            make_claim(article_id=other["id"], subjects=about(rebels))

        assert subject_ids(again) == [rebels]
        assert claim["article_id"] == article["id"]

    @pytest.mark.parametrize(
        ("subjects", "pointer"),
        [
            ([{}], "/subjects/0"),
            ([{"source_id": 999_999}], "/subjects/0/source_id"),
            (
                [{"source_id": 1, "source": {"name": "A", "kind": "person"}}],
                "/subjects/0",
            ),
            ([{"source": A}], "/subjects/0/source/kind"),
        ],
    )
    def test_refuses_invalid_subjects(
        self, client: TestClient, claim_body: Json, subjects: list[Json], pointer: str
    ) -> None:
        answer = client.post(f"{API}/claims", json=claim_body | {"subjects": subjects})

        assert answer.status_code == 422, answer.text
        assert the_error(answer)["pointer"] == pointer

    def test_refuses_the_same_source_twice(
        self, client: TestClient, claim_body: Json, nato: Json
    ) -> None:
        twice = [
            *about(nato["id"]),
            {"source": {"kind": "organisation", "name": "nato"}},
        ]

        answer = client.post(f"{API}/claims", json=claim_body | {"subjects": twice})

        assert answer.status_code == 422, answer.text
        assert the_error(answer)["pointer"] == "/subjects/1"


class TestChanging:
    def test_a_patch_replaces_subjects_only_if_it_contains_them(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        claim = make_claim(subjects=about(nato["id"]))

        same = change(client, claim, note="x").json()
        other = change(client, same, subjects=about(alliance["id"])).json()
        none = change(client, other, subjects=[]).json()

        found = [subject_ids(one) for one in (same, other, none)]
        assert found == [[nato["id"]], [alliance["id"]], []]

    def test_subjects_are_in_the_history_and_can_be_reverted(
        self, client: TestClient, make_claim: Make, nato: Json
    ) -> None:
        claim = make_claim(subjects=about(nato["id"]))
        changed = change(client, claim, subjects=[]).json()

        (newest, *_) = walk(client, f"/claims/{claim['id']}/history")
        reverted = client.post(
            f"{API}/claims/{claim['id']}/revert",
            json={"version": 1},
            headers=if_match(changed),
            params=WHY,
        ).json()

        assert [one["field"] for one in newest["changes"]] == ["subjects"]
        assert subject_ids(reverted) == [nato["id"]]
        assert ids(walk(client, f"/claims?subject={nato['id']}")) == [claim["id"]]

    def test_subjects_are_read_as_recorded_at_that_time(
        self, client: TestClient, make_claim: Make, nato: Json
    ) -> None:
        claim = make_claim(subjects=about(nato["id"]))
        then = read(client, f"/claims/{claim['id']}")["created_at"]
        change(client, claim, subjects=[]).raise_for_status()

        past = read(client, f"/claims/{claim['id']}", as_of=then, as_of_kind="record")

        assert subject_ids(past) == [nato["id"]]

    def test_redacting_the_claim_erases_its_subjects(
        self, client: TestClient, make_claim: Make, nato: Json
    ) -> None:
        claim = make_claim(subjects=about(nato["id"]))

        path = f"{API}/claims/{claim['id']}/redact"
        client.post(path, params=WHY, headers=if_match(claim)).raise_for_status()

        assert subject_ids(read(client, f"/claims/{claim['id']}")) == []
        assert walk(client, f"/claims?subject={nato['id']}") == []

    def test_changing_the_date_of_the_article_reorders_claims_by_subject(
        self, client: TestClient, make_claim: Make, article: Json, nato: Json
    ) -> None:
        first = make_claim(subjects=about(nato["id"]), said="2022-03-21")
        second = make_claim(text="Later.", subjects=about(nato["id"]))
        path = f"{API}/articles/{article['id']}"
        for published in ("2022-03-22", "2022-03-21"):
            current = client.get(path).json()
            client.patch(
                path, json={"published": published}, headers=if_match(current)
            ).raise_for_status()

        found = ids(walk(client, f"/claims?subject={nato['id']}"))

        assert found == [second["id"], first["id"]]


class TestMerging:
    def test_shows_the_survivor_as_the_subject(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        claim = make_claim(subjects=about(alliance["id"]))

        merge(client, alliance, nato)

        (subject,) = read(client, f"/claims/{claim['id']}")["subjects"]
        assert subject["source_id"] == nato["id"]
        assert subject["printed_source_id"] == alliance["id"]
        for source in (nato["id"], "Atlantic Alliance"):
            rows = walk(client, f"/claims?subject={source}")
            assert ids(rows) == [claim["id"]], source

    def test_counts_two_merged_subjects_of_one_claim_once(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        claim = make_claim(subjects=about(alliance["id"], nato["id"]))

        merge(client, alliance, nato)
        merged = read(client, f"/claims/{claim['id']}")
        rows = walk(client, f"/claims?subject={nato['id']}&limit=1")
        total = read(client, "/claims", subject=nato["id"], include="total")["total"]
        unmerge(client, alliance["id"])
        unmerged = read(client, f"/claims/{claim['id']}")

        assert subject_ids(merged) == [nato["id"]]
        assert ids(rows) == [claim["id"]]
        assert total == 1
        assert subject_ids(unmerged) == [alliance["id"], nato["id"]]
        assert len(walk(client, f"/claims?subject={alliance['id']}")) == 1

    def test_a_patch_with_the_survivor_keeps_the_recorded_subject(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        claim = make_claim(subjects=about(alliance["id"]))
        merge(client, alliance, nato)
        change(client, claim, subjects=about(nato["id"])).raise_for_status()

        unmerge(client, alliance["id"])

        assert subject_ids(read(client, f"/claims/{claim['id']}")) == [alliance["id"]]

    def test_a_claim_recorded_under_a_merged_name_keeps_it_after_unmerging(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        merge(client, alliance, nato)
        spec = {"kind": "organisation", "name": "Atlantic Alliance"}
        claim = make_claim(subjects=[{"source": spec}])

        unmerge(client, alliance["id"])

        assert subject_ids(claim) == [nato["id"]]
        assert subject_ids(read(client, f"/claims/{claim['id']}")) == [alliance["id"]]

    def test_as_of_shows_the_merge_at_that_time(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        claim = make_claim(subjects=about(alliance["id"], nato["id"]))
        merge(client, alliance, nato)
        (*_, entry) = walk(client, "/changes?after=0")
        unmerge(client, alliance["id"])

        past = read(
            client, f"/claims/{claim['id']}", as_of=entry["at"], as_of_kind="record"
        )

        assert subject_ids(past) == [nato["id"]]


class TestUse:
    def test_withdrawing_a_subject_that_is_used_is_refused(
        self, client: TestClient, make_claim: Make, nato: Json
    ) -> None:
        claim = make_claim(subjects=about(nato["id"]))
        path = f"{API}/sources/{nato['id']}"

        used = client.delete(path, headers=if_match(nato))
        change(client, claim, subjects=[]).raise_for_status()
        unused = client.delete(path, headers=if_match(nato))

        assert (used.status_code, used.json()["count"]) == (409, 1)
        assert unused.status_code == 204

    def test_restoring_a_claim_with_a_withdrawn_subject_is_refused(
        self, client: TestClient, make_claim: Make, nato: Json
    ) -> None:
        claim = make_claim(subjects=about(nato["id"]))
        path = f"{API}/claims/{claim['id']}"
        client.delete(path, headers=if_match(claim)).raise_for_status()
        client.delete(
            f"{API}/sources/{nato['id']}", headers=if_match(nato)
        ).raise_for_status()

        answer = client.post(
            f"{path}/restore", params=WHY, headers={"if-match": '"v2"'}
        )

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": nato["id"]}


class TestVisibility:
    def test_a_public_claim_with_a_restricted_subject_is_refused(
        self, client: TestClient, make_source: Make, claim_body: Json
    ) -> None:
        hidden = make_source(name="Zzyzx", visibility="restricted")

        answer = client.post(
            f"{API}/claims", json=claim_body | {"subjects": about(hidden["id"])}
        )

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "source", "id": hidden["id"]}

    def test_a_subject_that_became_restricted_is_hidden(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        claim = make_claim(subjects=about(nato["id"], alliance["id"]))
        client.patch(
            f"{API}/sources/{nato['id']}",
            json={"visibility": "restricted"},
            headers=if_match(nato),
        ).raise_for_status()

        path, key = f"{API}/claims/{claim['id']}", shown("reader")
        record = client.get(path, headers=key).json()
        listed = [
            client.get(f"{API}/claims?{query}", headers=key).json()["data"]
            for query in (
                f"subject={nato['id']}",
                f"subject={nato['id']}&subject={alliance['id']}&hedged=true",
                f"subject={alliance['id']}",
            )
        ]
        history = client.get(f"{path}/history", headers=key).json()["data"]

        assert subject_ids(record) == [alliance["id"]]
        assert [ids(rows) for rows in listed] == [[], [], [claim["id"]]]
        assert str(nato["id"]) not in str(history[0]["changes"])
        assert subject_ids(client.get(path).json()) == [nato["id"], alliance["id"]]


class TestListing:
    def test_shows_subjects_if_requested(
        self, client: TestClient, make_claim: Make, nato: Json
    ) -> None:
        make_claim(subjects=about(nato["id"]))

        (plain,) = walk(client, f"/claims?subject={nato['id']}")
        (expanded,) = walk(client, f"/claims?subject={nato['id']}&expand=subjects")
        (only,) = walk(client, f"/claims?subject={nato['id']}&fields=subjects")

        assert "subjects" not in plain
        assert subject_ids(expanded) == subject_ids(only) == [nato["id"]]

    def test_combines_several_subjects_with_other_filters(
        self, client: TestClient, make_claim: Make, nato: Json, alliance: Json
    ) -> None:
        one = make_claim(text="1", subjects=about(nato["id"]), tags=["a"])
        other = make_claim(text="2", subjects=about(alliance["id"]))
        both = make_claim(text="3", subjects=about(nato["id"], alliance["id"]))
        query = f"subject={nato['id']}&subject={alliance['id']}"

        found = ids(walk(client, f"/claims?{query}"))
        tagged = ids(walk(client, f"/claims?{query}&tag=a"))
        counted = client.get(f"{API}/stats/claims?{query}").json()

        assert found == [both["id"], other["id"], one["id"]]
        assert tagged == [one["id"]]
        assert counted[0]["n"] == 3


@pytest.mark.every_case
class TestTimeSpokenOf:
    @pytest.fixture
    def claims(self, make_claim: Make) -> list[int]:
        dates = ["2022-03", "2022-05-01", {"from": "2022-04-01"}, None]
        made = [make_claim(text=f"{n}", about=date) for n, date in enumerate(dates)]
        return ids(made)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("about_from=2022-04-01", [1, 2]),
            ("about_to=2022-03-15", [0]),
            ("about_from=2022-03-31&about_to=2022-05-01", [0, 2]),
            ("about_from=2022-05-02", [2]),
            ("about_to=2000-01-01", []),
        ],
    )
    def test_narrows_lists_and_counts(
        self, client: TestClient, claims: list[int], query: str, expected: list[int]
    ) -> None:
        found = ids(walk(client, f"/claims?{query}&sort=recorded"))
        counted = client.get(f"{API}/stats/claims?{query}").json()

        assert found == [claims[number] for number in expected]
        assert sum(row["n"] for row in counted) == len(expected)
