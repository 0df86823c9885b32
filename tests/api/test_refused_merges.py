"""Merges of sources that are rejected change nothing."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, claim_in, if_match, the_error, unnamed
from tests.api.fact_records import WHY
from tests.api.identity_records import Identified


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


class TestRefusedMerges:
    def test_into_itself_or_into_an_unknown_withdrawn_or_merged_source(
        self, told: Identified
    ) -> None:
        one, merged, survivor, gone = (told.source() for _ in range(4))
        told.joined(merged, survivor)
        version = if_match(told.get(f"/sources/{gone}"))
        told.client.delete(f"{API}/sources/{gone}", headers=version)

        for into, code in (
            (one, "invalid"),
            (2**53 - 1, "not_found"),
            (gone, "withdrawn"),
            (merged, "merged"),
        ):
            answer = told.join(one, into)
            assert answer.status_code == 422
            assert the_error(answer)["code"] == code
            assert the_error(answer)["pointer"] == "/merged_into_id"

    @pytest.mark.parametrize("body", [{}, {"merged_into_id": "1"}, {"to": 1}, []])
    def test_with_an_invalid_body(self, told: Identified, body: Any) -> None:
        path = f"{API}/sources/{told.source()}/merge"

        answer = told.client.post(
            path, json=body, params=WHY, headers={"if-match": '"v1"'}
        )

        assert answer.status_code == 422

    def test_without_a_reason_or_a_version_or_with_a_stale_version(
        self, told: Identified
    ) -> None:
        one, other = told.source(), told.source()
        path, body = f"{API}/sources/{one}/merge", {"merged_into_id": other}
        post = told.client.post

        assert post(path, json=body, headers={"if-match": '"v1"'}).status_code == 422
        assert post(path, json=body, params=WHY).status_code == 428
        stale = post(path, json=body, params=WHY, headers={"if-match": '"v2"'})
        assert stale.status_code == 412

    @pytest.mark.parametrize(
        ("kind", "other", "merges"),
        [
            ("organisation", "group", True),
            ("group", "organisation", True),
            ("organisation", "outlet", False),
            ("person", "organisation", False),
            ("person", "document", False),
        ],
    )
    def test_of_different_kinds_except_organisations_and_groups(
        self, told: Identified, kind: str, other: str, *, merges: bool
    ) -> None:
        answer = told.join(told.source(kind), told.source(other))

        assert answer.status_code == (200 if merges else 422)
        if not merges:
            assert the_error(answer)["code"] == "wrong_kind"

    def test_of_unnamed_sources_except_within_one_article(
        self, told: Identified
    ) -> None:
        article = told.article()
        official, he = (
            told.unnamed(article),
            told.unnamed(article, "he", kind="unresolved"),
        )
        elsewhere, named = told.unnamed(told.article()), told.source()

        for source, into in ((official, elsewhere), (official, named), (named, he)):
            answer = told.join(source, into)
            assert answer.status_code == 422
            assert the_error(answer)["pointer"] == "/merged_into_id"
        told.joined(he, official)
        claim = claim_in(article, [unnamed("he", "unresolved")])
        steps = told.post("/claims", claim)["attribution"]
        assert steps[0]["source_id"] == official

    def test_of_a_source_and_its_organisation(self, told: Identified) -> None:
        organisation, other = told.source("group"), told.source("group")
        tie = {"organisation_id": organisation, "relation": "part_of"}
        part = told.source("group", affiliations=[tie])

        for one, into in ((part, organisation), (organisation, part)):
            answer = told.join(one, into)
            assert answer.status_code == 409
            assert answer.json()["conflict"] == {"resource": "source", "id": part}
        told.joined(organisation, other)
        assert told.join(part, other).status_code == 409

    def test_of_two_sources_in_one_chain_even_if_withdrawn(
        self, told: Identified
    ) -> None:
        one, other, fact = told.source(), told.source(), told.fact()
        claims = [told.say(chain, fact) for chain in ((one, other), (other, one))]
        told.withdraw(claims[0])

        for source, into in ((one, other), (other, one)):
            answer = told.join(source, into)
            assert answer.status_code == 409
            assert answer.json()["count"] == 2
            assert answer.json()["conflict"]["id"] == claims[0]["id"]

    def test_of_sources_judged_different(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        told.judged(one, other, "different")

        answer = told.join(one, other)

        assert answer.status_code == 409
        assert answer.json()["chain"] == [one, other]

    def test_of_a_public_source_into_a_restricted_one(self, told: Identified) -> None:
        answer = told.join(told.source(), told.source(visibility="restricted"))

        assert answer.status_code == 409

    def test_change_nothing(self, told: Identified) -> None:
        one, other = told.source(), told.source()
        told.say((one, other), told.fact())
        before = told.client.get(f"{API}/sources/{one}")
        last = told.get("/changes", limit=1000)["data"][-1]["id"]

        told.join(one, other)

        after = told.client.get(f"{API}/sources/{one}")
        assert after.content == before.content
        assert told.get("/changes", after=last)["data"] == []
