from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import API, LARGEST_ID, Json, claim_in, ids, said_by, the_error
from tests.api.fact_records import WHY
from tests.api.identity_records import Identified
from tests.keys import shown

ANY = {"if-match": "*"}
# Every address below a claim that can be read.
PARTS = ["", "/stances", "/links"]


class Merging(Identified):
    """Records claims that are one and the same, and merges them."""

    def merge(self, claim: Json, into: Any, **headers: str) -> Response:  # type: ignore[override]  # of claims
        answer: Response = self.client.post(
            f"{API}/claims/{claim['id']}/merge",
            json={"merged_into_id": into["id"] if isinstance(into, dict) else into},
            params=WHY,
            headers=headers or ANY,
        )
        return answer

    def merged(self, claim: Json, into: Json) -> Json:
        answer = self.merge(claim, into)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    def unmerge(self, claim: Json, **headers: str) -> Response:  # type: ignore[override]  # of claims
        path = f"{API}/claims/{claim['id']}/unmerge"
        answer: Response = self.client.post(path, params=WHY, headers=headers or ANY)
        return answer

    def claim(self, claim: Json) -> Json:
        return self.get(f"/claims/{claim['id']}")

    def listed(self, **filters: Any) -> list[int]:
        return sorted(ids(self.get("/claims", **filters)["data"]))

    def pair(self, **values: Any) -> tuple[Json, Json]:
        """Record two claims of one source, in two articles, on one fact."""
        source, fact = self.source(), self.fact()
        one, other = (self.say(source, fact, text="It rained.") for _ in range(2))
        return one | values, other


@pytest.fixture
def told(client: TestClient) -> Merging:
    return Merging(client)


class TestMerge:
    def test_returns_the_merged_claim(self, told: Merging) -> None:
        one, other = told.pair()

        answer = told.merge(one, other, **{"if-match": '"v1"'})

        assert answer.status_code == 200
        assert answer.json()["merged_into_id"] == other["id"]
        assert answer.json()["version"] == 2
        assert answer.headers["etag"].startswith('"v2-')

    def test_accepts_into_instead_of_merged_into_id(self, told: Merging) -> None:
        one, other = told.pair()

        answer = told.client.post(
            f"{API}/claims/{one['id']}/merge",
            json={"into": other["id"]},
            params=WHY,
            headers=ANY,
        )

        assert answer.status_code == 200
        assert answer.json()["merged_into_id"] == other["id"]

    @pytest.mark.parametrize("part", PARTS)
    def test_the_merged_claim_redirects_to_the_survivor(
        self, told: Merging, part: str
    ) -> None:
        one, other = told.pair()
        told.merged(one, other)

        answer = told.client.get(
            f"{API}/claims/{one['id']}{part}?fields=id", follow_redirects=False
        )

        assert answer.status_code == 308
        to = f"{API}/claims/{other['id']}{part}?fields=id"
        assert answer.headers["location"] == to

    def test_the_survivor_lists_both_places_of_print(self, told: Merging) -> None:
        one, other = told.pair()
        told.merged(one, other)

        prints = told.claim(other)["printed_in"]

        assert [p["claim_id"] for p in prints] == [other["id"], one["id"]]
        assert [p["article_id"] for p in prints] == [
            other["article_id"],
            one["article_id"],
        ]
        assert prints[1]["article"] == one["article"]
        assert {p["text"] for p in prints} == {"It rained."}

    def test_the_survivor_lists_places_of_print_of_earlier_merges(
        self, told: Merging
    ) -> None:
        source, fact = told.source(), told.fact()
        one, two, three = (told.say(source, fact) for _ in range(3))
        told.merged(one, two)
        told.merged(two, three)

        found = told.claim(three)["printed_in"]

        assert [p["claim_id"] for p in found] == [three["id"], one["id"], two["id"]]

    def test_counts_merged_claims_once(self, told: Merging) -> None:
        one, other = told.pair()
        fact = one["stances"][0]["fact_id"]
        assert told.listed(fact=fact) == sorted([one["id"], other["id"]])
        told.merged(one, other)

        (claims,) = [told.get(f"/facts/{fact}/claims", include="total")]

        assert ids(claims["data"]) == [other["id"]]
        assert claims["total"] == 1
        assert told.listed(fact=fact) == [other["id"]]
        assert told.listed(article=one["article_id"]) == []
        sides = told.get(f"/facts/{fact}/corroboration", explain=True)["sides"]
        (voice,) = sides[0]["explain"]["voices"]["counted"]
        assert voice["claim_ids"] == [other["id"]]

    def test_creates_an_audit_entry(self, told: Merging) -> None:
        one, other = told.pair()
        told.merged(one, other)

        entry = told.get(f"/claims/{one['id']}/history")["data"][0]

        assert entry["action"] == "merge"
        assert entry["reason"] == WHY["reason"]
        assert "merged_into_id" in str(entry["changes"])

    def test_does_not_change_earlier_recorded_states(self, told: Merging) -> None:
        one, other = told.pair()
        before = told.claim(one)["created_at"]
        told.merged(one, other)

        then = {"as_of": before, "as_of_kind": "record"}
        assert told.get(f"/claims/{one['id']}", **then)["merged_into_id"] is None

    def test_recording_the_merged_claim_again_conflicts_with_the_survivor(
        self, told: Merging
    ) -> None:
        article, source = told.article(), told.source()
        body = claim_in(article, said_by(source), text="It rained.")
        one = told.post("/claims", body)
        other = told.say(source, told.fact())
        told.merged(one, other)

        answer = told.client.post(f"{API}/claims", json=body)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": other["id"]}


class TestMergedClaim:
    @pytest.mark.parametrize(
        ("method", "below", "body"),
        [
            ("PATCH", "", {"note": "x"}),
            ("DELETE", "", None),
            ("POST", "/restore", None),
            ("POST", "/revert", {"version": 1}),
            ("POST", "/merge", {"merged_into_id": 1}),
            ("POST", "/links", {"other_id": 1, "kind": "denies"}),
        ],
    )
    def test_refuses_changes(
        self, told: Merging, method: str, below: str, body: Json | None
    ) -> None:
        one, other = told.pair()
        told.merged(one, other)
        third = told.say(told.source(), told.fact())
        if body and below in {"/merge", "/links"}:
            body = {
                name: third["id"] if name[-3:] == "_id" else value
                for name, value in body.items()
            }

        answer = told.client.request(
            method,
            f"{API}/claims/{one['id']}{below}",
            json=body,
            params=WHY,
            headers={} if below == "/links" else ANY,
        )

        assert answer.status_code == 409, answer.text
        assert answer.json()["conflict"] == {"resource": "claim", "id": other["id"]}

    def test_redaction_erases_its_text_at_the_survivor(self, told: Merging) -> None:
        one, other = told.pair()
        told.merged(one, other)

        path = f"{API}/claims/{one['id']}/redact"
        told.client.post(path, params=WHY, headers=ANY).raise_for_status()

        assert told.claim(other)["printed_in"][1]["text"] == "[redacted]"

    def test_its_survivor_cannot_be_withdrawn(self, told: Merging) -> None:
        one, other = told.pair()
        told.merged(one, other)

        answer = told.client.delete(f"{API}/claims/{other['id']}", headers=ANY)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": one["id"]}

    def test_is_restricted_with_its_survivor(self, told: Merging) -> None:
        one, other = told.pair()
        told.merged(one, other)

        told.change(f"/claims/{other['id']}", {"visibility": "restricted"})

        path = f"{API}/claims/{one['id']}"
        assert told.client.get(path, headers=shown("reader")).status_code == 404

    def test_is_hidden_in_printed_in_if_its_article_is_restricted(
        self, told: Merging
    ) -> None:
        one, other = told.pair()
        told.merged(one, other)

        told.change(f"/articles/{one['article_id']}", {"visibility": "restricted"})

        path = f"{API}/claims/{other['id']}"
        seen = told.client.get(path, headers=shown("reader")).json()["printed_in"]
        assert [p["claim_id"] for p in seen] == [other["id"]]
        assert len(told.claim(other)["printed_in"]) == 2


class TestRefusedMerge:
    def test_refuses_itself_unknown_withdrawn_and_merged_claims(
        self, told: Merging
    ) -> None:
        source, fact = told.source(), told.fact()
        one, merged, survivor, gone = (told.say(source, fact) for _ in range(4))
        told.merged(merged, survivor)
        told.withdraw(gone)

        for into, code in (
            (one, "invalid"),
            (LARGEST_ID, "not_found"),
            (gone, "withdrawn"),
            (merged, "merged"),
        ):
            answer = told.merge(one, into)
            assert answer.status_code == 422
            assert the_error(answer)["code"] == code
            assert the_error(answer)["pointer"] == "/merged_into_id"
        assert told.claim(one)["version"] == 1

    def test_refuses_a_circle_of_merges(self, told: Merging) -> None:
        source, fact = told.source(), told.fact()
        one, two, three = (told.say(source, fact) for _ in range(3))
        told.merged(one, two)
        told.merged(two, three)

        for into, message in (
            (two, "is merged into this one: unmerge it first"),
            (one, f"is now {two['id']}"),
        ):
            answer = told.merge(three, into)
            assert answer.status_code == 422
            assert message in the_error(answer)["message"]
        assert told.claim(three)["merged_into_id"] is None

    def test_refuses_a_public_and_a_restricted_claim(self, told: Merging) -> None:
        source, fact = told.source(), told.fact()
        one, other = (
            told.say(source, fact),
            told.say(source, fact, visibility="restricted"),
        )

        for claim, into in ((one, other), (other, one)):
            answer = told.merge(claim, into)
            assert answer.status_code == 409
            assert answer.json()["conflict"]["id"] == into["id"]

    def test_refuses_a_merge_that_would_lose_a_stance(self, told: Merging) -> None:
        source, fact = told.source(), told.fact()
        one, other = told.say(source, fact), told.say(source, fact, "denies")
        silent = told.post("/claims", claim_in(told.article(), said_by(source)))

        for into in (other, silent):
            answer = told.merge(one, into)
            assert answer.status_code == 409
            assert answer.json()["conflict"] == {"resource": "fact", "id": fact}
        told.merged(silent, one)

    def test_refuses_a_merge_that_would_lose_a_link(self, told: Merging) -> None:
        one, other = told.pair()
        third = told.say(told.source(), told.fact())
        for claim, linked in ((one, third), (third, other)):
            told.post(
                f"/claims/{claim['id']}/links",
                {"other_id": linked["id"], "kind": "denies"},
            )

        for claim, into in ((one, other), (other, one)):
            answer = told.merge(claim, into)
            assert answer.status_code == 409
            assert answer.json()["conflict"] == {"resource": "claim", "id": third["id"]}
        for claim, linked in ((other, third), (third, one)):
            told.post(
                f"/claims/{claim['id']}/links",
                {"other_id": linked["id"], "kind": "denies"},
            )
        told.merged(one, other)

    @pytest.mark.parametrize(("kind", "merges"), [("repeats", 200), ("denies", 409)])
    def test_refuses_two_claims_of_which_one_denies_the_other(
        self, told: Merging, kind: str, merges: int
    ) -> None:
        one, other = told.pair()
        link = {"other_id": other["id"], "kind": kind}
        told.post(f"/claims/{one['id']}/links", link)

        assert told.merge(one, other).status_code == merges

    def test_refuses_to_merge_a_reviewed_claim_into_a_draft(
        self, told: Merging
    ) -> None:
        one, other = told.pair()
        told.change(f"/claims/{other['id']}", {"review": "draft"})

        assert told.merge(one, other).status_code == 409
        told.merged(other, one)

    def test_requires_the_editor_role(self, told: Merging) -> None:
        one, other = told.pair()

        assert told.merge(one, other, **ANY, **shown("analyst")).status_code == 403
        assert told.merge(one, other, **ANY, **shown("editor")).status_code == 200


class TestUnmerge:
    def test_is_the_inverse_of_a_merge(self, told: Merging) -> None:
        one, other = told.pair()
        before = [told.claim(one), told.claim(other)]
        told.merged(one, other)

        answer = told.unmerge(one)

        assert answer.status_code == 200
        assert answer.json() == told.claim(one)
        after = [told.claim(one), told.claim(other)]
        assert after[0] == before[0] | {
            name: after[0][name] for name in ("version", "updated_at")
        }
        assert after[1] == before[1]
        history = told.get(f"/claims/{one['id']}/history")["data"]
        assert [e["action"] for e in history] == ["unmerge", "merge", "create"]

    def test_keeps_earlier_merges(self, told: Merging) -> None:
        source, fact = told.source(), told.fact()
        one, two, three = (told.say(source, fact) for _ in range(3))
        told.merged(one, two)
        told.merged(two, three)

        told.unmerge(two).raise_for_status()

        found = [p["claim_id"] for p in told.claim(two)["printed_in"]]
        assert found == [two["id"], one["id"]]
        assert len(told.claim(three)["printed_in"]) == 1

    def test_refuses_a_claim_that_is_not_merged(self, told: Merging) -> None:
        one, _ = told.pair()

        assert told.unmerge(one).status_code == 409

    def test_is_refused_while_its_article_is_withdrawn(self, told: Merging) -> None:
        one, other = told.pair()
        told.merged(one, other)
        article = f"{API}/articles/{one['article_id']}"
        told.client.delete(article, headers=ANY).raise_for_status()
        assert len(told.claim(other)["printed_in"]) == 1

        answer = told.unmerge(one)

        assert answer.status_code == 409
        assert answer.json()["conflict"]["resource"] == "article"
        told.client.post(f"{article}/restore", params=WHY, headers=ANY)
        assert told.unmerge(one).status_code == 200

    def test_is_refused_if_an_equal_claim_was_recorded(self, told: Merging) -> None:
        article, source = told.article(), told.source()
        body = claim_in(article, said_by(source), text="It rained.")
        one = told.post("/claims", body)
        other = told.say(source, told.fact())
        told.merged(one, other)
        third = told.post("/claims", body | {"text": "It poured."})
        told.change(f"/claims/{third['id']}", {"text": "It rained."})

        answer = told.unmerge(one)

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": third["id"]}
