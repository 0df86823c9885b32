from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import (
    API,
    LARGEST_ID,
    MERGE_PATCH,
    Json,
    day,
    ids,
    if_match,
    plain,
    said_by,
    step,
    the_error,
    unnamed,
    walk,
)
from tests.api.conftest import Make

CLAIMS = f"{API}/claims"


def patch(client: TestClient, claim: Json, body: Any, **headers: str) -> Response:
    return client.patch(
        f"{CLAIMS}/{claim['id']}", json=body, headers=if_match(claim) | headers
    )


def patched(client: TestClient, claim: Json, body: Json) -> Json:
    answer = patch(client, claim, body)
    assert answer.status_code == 200, answer.text
    record: Json = answer.json()
    return record


def withdraw(client: TestClient, resource: str, record: Json) -> Json:
    """Withdraw a record and return it with the version that a restore wants."""
    path = f"{API}/{resource}/{record['id']}"
    client.delete(path, headers=if_match(record)).raise_for_status()
    return record | {"version": record["version"] + 1}


def restore(client: TestClient, claim: Json) -> Response:
    path = f"{CLAIMS}/{claim['id']}/restore?reason=mistake"
    return client.post(path, headers=if_match(claim))


class TestUpdateClaim:
    @pytest.mark.parametrize("media_type", ["application/json", MERGE_PATCH])
    def test_changes_only_sent_fields(
        self, client: TestClient, make_claim: Make, media_type: str
    ) -> None:
        content = [{"part": "content", "exact": "It rained"}]
        claim = make_claim(note="old", confidence=5, tags=["rain"], spans=content)

        headers = {"content-type": media_type}
        answer = patch(client, claim, {"note": None, "act": "denial"}, **headers)

        assert answer.status_code == 200
        assert plain(answer.json()) == plain(claim) | {
            "note": None,
            "act": "denial",
            "version": 2,
            "updated_at": answer.json()["updated_at"],
        }
        assert answer.json()["updated_at"] > claim["updated_at"]
        read = client.get(f"{CLAIMS}/{claim['id']}")
        assert read.json() == plain(answer.json())
        assert read.headers["etag"] == answer.headers["etag"]

    def test_refuses_other_content_types(self, client: TestClient, claim: Json) -> None:
        answer = patch(client, claim, {}, **{"content-type": "text/plain"})

        assert answer.status_code == 415

    @pytest.mark.parametrize(
        ("name", "value", "cleared"),
        [
            ("statement", "It rained in Minsk.", None),
            ("channel", "interview", None),
            ("terms_reason", "fear", None),
            ("said", day(21), None),
            ("about", {"text": "soon"}, None),
            ("language", "en", None),
            ("confidence", 50, None),
            ("note", "Checked.", None),
        ],
    )
    def test_clears_null_fields(
        self, client: TestClient, make_claim: Make, name: str, value: Any, cleared: None
    ) -> None:
        claim = make_claim(**{name: value})

        assert claim[name] is not None
        assert patched(client, claim, {name: cleared})[name] is None

    @pytest.mark.parametrize(
        "name",
        [
            "text",
            "form",
            "act",
            "hedges",
            "knowledge",
            "terms",
            "method",
            "review",
            "visibility",
            "revision_id",
            "attribution",
            "spans",
            "tags",
        ],
    )
    def test_refuses_null_for_required_fields(
        self, client: TestClient, claim: Json, name: str
    ) -> None:
        answer = patch(client, claim, {name: None})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == f"/{name}"

    @pytest.mark.parametrize("name", ["hedges", "tags"])
    def test_replaces_arrays_whole(
        self, client: TestClient, make_claim: Make, name: str
    ) -> None:
        claim = make_claim(**{name: ["could", "might"]})

        second = patched(client, claim, {name: ["might", "may"]})
        third = patched(client, second, {name: []})

        assert second[name] == ["might", "may"]
        assert third[name] == []

    def test_replaces_spans_whole(self, client: TestClient, make_claim: Make) -> None:
        words = ["It", "rained", "he"]
        spans = [{"part": "content", "exact": word} for word in words]
        claim = make_claim(spans=spans[:2])

        second = patched(client, claim, {"spans": spans[2:]})
        third = patched(client, second, {"spans": []})

        assert [span["exact"] for span in second["spans"]] == ["he"]
        assert third["spans"] == []

    def test_changes_speakers_and_origins_with_the_chain(
        self, client: TestClient, claim: Json, make_source: Make, source: Json
    ) -> None:
        first, second = make_source(name="A"), make_source(name="B")

        chain = said_by(first["id"], second["id"])
        changed = patched(client, claim, {"attribution": chain})

        assert ids(changed["speakers"]) == [first["id"]]
        assert ids(changed["origins"]) == [second["id"]]
        assert walk(client, f"/sources/{source['id']}/claims") == []
        for path in (
            f"/sources/{first['id']}/claims?role=speaker",
            f"/claims?origin={second['id']}",
        ):
            assert ids(walk(client, path)) == [claim["id"]]

    def test_reverses_a_chain(
        self, client: TestClient, make_claim: Make, make_source: Make
    ) -> None:
        first, second = make_source(name="A")["id"], make_source(name="B")["id"]
        claim = make_claim(attribution=said_by(first, second))

        turned = {"attribution": said_by(second, first)}
        changed = patched(client, claim, turned)

        assert [one["source_id"] for one in changed["attribution"]] == [second, first]

    def test_creates_the_source_described_in_the_chain(
        self, client: TestClient, claim: Json
    ) -> None:
        changed = patched(client, claim, {"attribution": [unnamed("official")]})

        (speaker,) = changed["speakers"]
        assert speaker["name"] == "official"
        path = f"/claims?speaker={speaker['id']}&anonymous=true"
        assert ids(walk(client, path)) == [claim["id"]]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"form": "unattributed"}, "/attribution"),
            ({"attribution": []}, "/attribution"),
            ({"form": "unattributed", "attribution": said_by(1)}, "/attribution"),
            ({"attribution": said_by(LARGEST_ID)}, "/attribution/0/source_id"),
            ({"attribution": [step(1, 2)]}, "/attribution"),
        ],
    )
    def test_refuses_an_invalid_chain_or_form(
        self, client: TestClient, claim: Json, body: Json, pointer: str
    ) -> None:
        answer = patch(client, claim, body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    def test_can_make_a_claim_unattributed(
        self, client: TestClient, claim: Json
    ) -> None:
        body = {"form": "unattributed", "attribution": []}

        assert patched(client, claim, body)["speakers"] == []

    def test_a_new_date_moves_the_claim_in_lists(
        self, client: TestClient, make_claim: Make, source: Json
    ) -> None:
        path = f"/sources/{source['id']}/claims"
        days = (20, 21)
        early, late = (make_claim(text=f"{n}", said=day(n), tags=["x"]) for n in days)

        moved = patched(client, early, {"said": day(22)})

        assert moved["dated"] == {"at": "2022-03-22T00:00:00Z", "basis": "said"}
        for listed in (path, "/claims?tag=x", "/claims?form=direct_quote"):
            assert ids(walk(client, listed)) == [early["id"], late["id"]]
        back = patched(client, moved, {"said": None})
        assert back["dated"] == {"at": back["created_at"], "basis": "recorded"}

    @pytest.mark.parametrize(
        ("start", "body", "pointer"),
        [
            ({}, {"probability_low": 0.5}, "/probability_basis"),
            ({}, {"probability_basis": "analyst"}, "/probability_basis"),
            (
                {"probability_high": 0.5, "probability_basis": "analyst"},
                {"probability_low": 0.6},
                "/probability_low",
            ),
            (
                {"probability_high": 0.5, "probability_basis": "analyst"},
                {"probability_high": None},
                "/probability_basis",
            ),
            (
                {"probability_high": 0.5, "probability_basis": "analyst"},
                {"probability_basis": None},
                "/probability_basis",
            ),
        ],
    )
    def test_refuses_an_inconsistent_probability(
        self,
        client: TestClient,
        make_claim: Make,
        start: Json,
        body: Json,
        pointer: str,
    ) -> None:
        answer = patch(client, make_claim(**start), body)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    def test_restricts_a_claim_that_becomes_off_the_record(
        self, client: TestClient, claim: Json
    ) -> None:
        first = patched(client, claim, {"terms": "off_record"})
        second = patched(client, first, {"visibility": "public"})

        assert (first["visibility"], second["visibility"]) == ("restricted",) * 2

    def test_a_search_finds_only_the_new_text(
        self, client: TestClient, claim: Json
    ) -> None:
        patched(client, claim, {"text": "It snowed."})

        assert ids(walk(client, "/claims?q=snowed")) == [claim["id"]]
        assert walk(client, "/claims?q=rained") == []

    def test_refuses_the_text_of_another_claim(
        self, client: TestClient, claim: Json, make_claim: Make
    ) -> None:
        other = make_claim(text="It snowed.")

        answer = patch(client, other, {"text": claim["text"]})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": claim["id"]}
        assert client.get(f"{CLAIMS}/{other['id']}").json()["text"] == "It snowed."

    @pytest.mark.parametrize(
        ("version", "body", "status"),
        [
            (None, {"note": "x"}, 428),
            ('"v2"', {"note": "x"}, 412),
            ('"v1"', {"text": ""}, 422),
            ('"v1"', {"confidence": 101}, 422),
            ('"v1"', {"colour": "red"}, 422),
            ('"v1"', {"version": 2}, 422),
            ('"v1"', [], 422),
        ],
    )
    def test_refuses_invalid_bodies_and_wrong_versions(
        self,
        client: TestClient,
        claim: Json,
        version: str | None,
        body: Any,
        status: int,
    ) -> None:
        path = f"{CLAIMS}/{claim['id']}"
        headers = {"if-match": version} if version else {}

        answer = client.patch(path, json=body, headers=headers)

        assert answer.status_code == status
        assert client.get(path).json()["version"] == 1


class TestDeleteClaim:
    def test_removes_the_claim_from_every_list(
        self, client: TestClient, claim: Json, source: Json
    ) -> None:
        answer = client.delete(f"{CLAIMS}/{claim['id']}", headers=if_match(claim))

        assert (answer.status_code, answer.content) == (204, b"")
        lists = (
            "/claims?form=direct_quote",
            f"/sources/{source['id']}/claims",
            f"/articles/{claim['article_id']}/claims",
        )
        for path in lists:
            assert walk(client, path) == []
            separator = "&" if "?" in path else "?"
            every = walk(client, f"{path}{separator}include=withdrawn")
            assert ids(every) == [claim["id"]]
            assert every[0]["speakers"] == claim["speakers"]

    def test_returns_410_unless_withdrawn_records_are_included(
        self, client: TestClient, make_claim: Make
    ) -> None:
        claim = make_claim(tags=["rain"], attribution=[unnamed("he")])
        path = f"{CLAIMS}/{claim['id']}"

        withdraw(client, "claims", claim)

        assert client.get(path).status_code == 410
        assert patch(client, claim | {"version": 2}, {}).status_code == 404
        kept = client.get(f"{path}?include=withdrawn").json()
        assert kept["withdrawn_at"] == kept["updated_at"]
        for name in ("text", "attribution", "tags"):
            assert kept[name] == claim[name]

    def test_keeps_the_history(self, client: TestClient, claim: Json) -> None:
        withdraw(client, "claims", claim)

        entries = walk(client, f"/claims/{claim['id']}/history")

        actions = [(entry["action"], entry["version"]) for entry in entries]
        assert actions == [("withdraw", 2), ("create", 1)]

    @pytest.mark.parametrize(("version", "status"), [(None, 428), ('"v2"', 412)])
    def test_requires_the_current_version(
        self, client: TestClient, claim: Json, version: str | None, status: int
    ) -> None:
        path = f"{CLAIMS}/{claim['id']}"

        answer = client.delete(path, headers={"if-match": version} if version else {})

        assert answer.status_code == status
        assert client.get(path).status_code == 200


class TestRestoreClaim:
    def test_restores_the_whole_claim(
        self, client: TestClient, make_claim: Make, source: Json
    ) -> None:
        content = [{"part": "content", "exact": "It rained"}]
        claim = make_claim(tags=["rain"], spans=content)

        answer = restore(client, withdraw(client, "claims", claim))

        assert answer.status_code == 200
        del claim["created"], claim["matched"]
        updated_at = answer.json()["updated_at"]
        assert answer.json() == claim | {"version": 3, "updated_at": updated_at}
        assert ids(walk(client, f"/sources/{source['id']}/claims")) == [claim["id"]]

    def test_is_refused_if_an_equal_claim_was_recorded(
        self, client: TestClient, claim: Json, make_claim: Make
    ) -> None:
        withdrawn = withdraw(client, "claims", claim)
        other = make_claim()

        answer = restore(client, withdrawn)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": other["id"]}

    @pytest.mark.parametrize("resource", ["source", "article", "tag"])
    def test_is_refused_while_a_record_it_depends_on_is_withdrawn(
        self,
        client: TestClient,
        make_tag: Make,
        make_claim: Make,
        source: Json,
        article: Json,
        resource: str,
    ) -> None:
        tag = make_tag()
        needed = {"source": source, "article": article, "tag": tag}[resource]
        withdrawn = withdraw(client, "claims", make_claim(tags=[tag["name"]]))
        withdraw(client, f"{resource}s", needed)

        answer = restore(client, withdrawn)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": resource, "id": needed["id"]}

    def test_is_refused_if_it_is_not_withdrawn(
        self, client: TestClient, claim: Json
    ) -> None:
        answer = restore(client, claim)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": claim["id"]}

    @pytest.mark.parametrize(
        ("query", "version", "status"),
        [
            ("", '"v2"', 422),
            ("?reason=", '"v2"', 422),
            ("?reason=why", None, 428),
            ("?reason=why", '"v1"', 412),
        ],
    )
    def test_requires_a_reason_and_the_version(
        self,
        client: TestClient,
        claim: Json,
        query: str,
        version: str | None,
        status: int,
    ) -> None:
        withdraw(client, "claims", claim)
        headers = {"if-match": version} if version else {}

        path = f"{CLAIMS}/{claim['id']}/restore{query}"
        answer = client.post(path, headers=headers)

        assert answer.status_code == status

    def test_an_unknown_claim_is_not_found(self, client: TestClient) -> None:
        answer = restore(client, {"id": LARGEST_ID, "version": 1})

        assert answer.status_code == 404
