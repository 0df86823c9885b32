"""Candidates for merging: sources with similar names, and judgements on them."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.server.callers import ROLES
from tests.api.bodies import API, Json
from tests.api.conftest import CountingReader
from tests.api.identity_records import Identified
from tests.keys import shown

pytestmark = pytest.mark.every_case


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


@pytest.fixture
def spelt(told: Identified) -> list[int]:
    """Four people: three spellings of one, and another person."""
    return [
        told.source(name=name)
        for name in ("Jens Stoltenberg", "Йенс Столтенберг", "J. Stoltenberg", "Xi Ba")
    ]


def found(told: Identified, source: int, **params: Any) -> list[int]:
    return [one["source"]["id"] for one in listed(told, source, **params)]


def listed(told: Identified, source: int, **params: Any) -> list[Json]:
    rows: list[Json] = told.get(f"/sources/{source}/candidates", **params)["data"]
    return rows


class TestReadCandidates:
    def test_lists_sources_with_similar_names_most_similar_first(
        self, told: Identified, spelt: list[int]
    ) -> None:
        jens, cyrillic, initial, _ = spelt

        rows = listed(told, jens)

        assert [one["source"]["id"] for one in rows] == [cyrillic, initial]
        first, second = (one["score"] for one in rows)
        assert 1 >= first >= second >= 0.87
        assert rows[0]["matched"] == {
            "name": "Jens Stoltenberg",
            "candidate_name": "Йенс Столтенберг",
        }
        assert {one["identity"] for one in rows} == {None}
        assert set(found(told, cyrillic)) == {jens, initial}

    def test_compares_the_other_names_of_both_sources(self, told: Identified) -> None:
        pentagon = [{"name": "The Pentagon"}]
        one = told.source("organisation", name="Defense Department", names=pentagon)
        other = told.source("group", name="US Military", names=[{"name": "Pentagon"}])

        (row,) = listed(told, one)

        assert row["source"]["id"] == other
        assert row["matched"] == {"name": "The Pentagon", "candidate_name": "Pentagon"}

    def test_leaves_out_kinds_that_cannot_be_merged(self, told: Identified) -> None:
        person = told.source(name="Santander")
        told.source("organisation", name="Santander")
        told.unnamed(told.article(), "Santander")

        assert found(told, person) == []

    def test_leaves_out_judged_and_merged_pairs_by_default(
        self, told: Identified, spelt: list[int]
    ) -> None:
        jens, cyrillic, initial, _ = spelt
        judged = told.judged(jens, cyrillic, "different")
        told.joined(initial, jens)

        assert found(told, jens) == []
        rows = listed(told, jens, include="judged")
        identities = {one["source"]["id"]: one["identity"] for one in rows}
        assert identities.keys() == {cyrillic, initial}
        assert identities[cyrillic] == judged
        assert identities[initial]["basis"] == "merge"

    @pytest.mark.parametrize("judgement", ["same", "unsure"])
    def test_returns_the_judgement_of_a_pair(
        self, told: Identified, spelt: list[int], judgement: str
    ) -> None:
        judged = told.judged(spelt[1], spelt[0], judgement)

        assert listed(told, spelt[0])[0]["identity"] == judged

    def test_lists_survivors_instead_of_merged_sources(
        self, told: Identified, spelt: list[int]
    ) -> None:
        jens, cyrillic, initial, other = spelt
        told.joined(cyrillic, other)

        assert set(found(told, jens)) == {other, initial}
        assert set(found(told, other)) == {jens, initial}  # by the name of the merged

    def test_limits_the_number_of_candidates(
        self, told: Identified, spelt: list[int]
    ) -> None:
        assert found(told, spelt[0], limit=1) == [spelt[1]]

    def test_candidates_of_unnamed_sources_require_the_editor_role(
        self, told: Identified, spelt: list[int]
    ) -> None:
        """Who "Stoltenberg" is, whom an article does not introduce, say."""
        article = told.article()
        unnamed = told.unnamed(article, "Jens Stoltenberg", kind="unresolved")
        path = f"{API}/sources/{unnamed}/candidates"

        found = {role: told.client.get(path, headers=shown(role)) for role in ROLES}

        statuses = {role: answer.status_code for role, answer in found.items()}
        assert statuses == {"reader": 403, "analyst": 403, "editor": 200, "admin": 200}
        ids = [one["source"]["id"] for one in found["editor"].json()["data"]]
        assert ids[0] == spelt[0]

    @pytest.mark.parametrize("query", ["limit=0", "limit=101", "include=all", "q=x"])
    def test_refuses_invalid_parameters(
        self, told: Identified, spelt: list[int], query: str
    ) -> None:
        answer = told.client.get(f"{API}/sources/{spelt[0]}/candidates?{query}")

        assert answer.status_code == 422

    def test_unknown_sources_are_not_found_and_merged_ones_redirect(
        self, told: Identified, spelt: list[int]
    ) -> None:
        told.joined(spelt[2], spelt[0])
        get = told.client.get

        gone = get(f"{API}/sources/{2**53 - 1}/candidates")
        moved = get(f"{API}/sources/{spelt[2]}/candidates", follow_redirects=False)

        assert (gone.status_code, moved.status_code) == (404, 308)

    @pytest.mark.parametrize("name", ["%", "_", "🛰", "' OR 1=1 --", "a", "…"])
    def test_accepts_any_characters_in_names(self, told: Identified, name: str) -> None:
        assert found(told, told.source(name=name)) == []

    def test_takes_as_many_reads_for_many_as_for_one(
        self, told: Identified, reader: CountingReader
    ) -> None:
        few = told.source(name="Alpha Bravo")
        told.source(name="Alpha Bravo")  # namesakes take reads of their own
        many = told.source(name="Quebec Romeo")
        for number in range(5):
            told.source(name=f"Quebec Romeo{'o' * number}")

        paths = (f"/sources/{one}/candidates" for one in (few, many))
        counts = reader.counts(told.client, *paths)

        assert counts[0] == counts[1] <= 7
