"""Facets of lists of claims."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match
from tests.api.identity_records import Identified
from tests.keys import shown

ALL = "outlet,source,form,act,stance,year,language"


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


def facets(told: Identified, **params: object) -> Json:
    found: Json = told.get("/claims", **params)["facets"]
    return found


def counts(found: Json, name: str) -> dict[str, int]:
    return {str(one["value"]): one["count"] for one in found["values"][name]}


class TestFacets:
    def test_count_all_claims_of_the_list(self, told: Identified) -> None:
        outlet = told.source("outlet", name="The Courier")
        source, other = told.source(name="Anna Reed"), told.source()
        article, fact = told.article(outlet), told.fact()
        for _ in range(3):
            told.say(source, fact, article=article)
        steps = [
            {"position": 1, "relation": "relays", "source_id": source},
            {"position": 2, "relation": "said", "source_id": other},
        ]
        told.say(steps, fact, "denies")
        asked = {"facets": ALL, "fact": fact, "limit": 1}

        found = facets(told, **asked)

        assert found["total"] == 4
        assert counts(found, "outlet") == {str(outlet): 3}
        assert found["values"]["outlet"][0]["label"] == "The Courier"
        assert counts(found, "source") == {str(source): 4, str(other): 1}
        assert counts(found, "stance") == {"supports": 3, "denies": 1}
        assert sum(counts(found, "form").values()) == 4
        assert sum(counts(found, "act").values()) == 4
        assert counts(found, "language") == {}

    def test_are_those_that_were_asked_for(self, told: Identified) -> None:
        told.say(told.source(), told.fact())

        assert [*facets(told, facets="form")["values"]] == ["form"]
        assert "facets" not in told.get("/claims")

    def test_count_what_a_search_finds(self, told: Identified) -> None:
        source, other, fact = told.source(), told.source(), told.fact()
        told.say(source, fact, text="Frost harms the harvest.")
        told.say(other, fact, text="Rain helps the harvest.")

        found = facets(told, facets="source,year", q="frost harvest")

        assert found["total"] == 1
        assert counts(found, "source") == {str(source): 1}
        assert counts(found, "year") == {"2022": 1}

    def test_count_several_values_of_a_filter(self, told: Identified) -> None:
        source, other, fact = told.source(), told.source(), told.fact()
        for one in (source, other):
            told.say(one, fact)

        found = facets(told, facets="source", speaker=[source, other])

        assert counts(found, "source") == {str(source): 1, str(other): 1}

    def test_do_not_tell_what_the_caller_may_not_see(
        self, told: Identified, client: TestClient
    ) -> None:
        source, fact = told.source(), told.fact()
        claim = told.say(source, fact)
        change = client.patch(
            f"{API}/facts/{fact}",
            json={"visibility": "restricted"},
            headers=if_match(told.get(f"/facts/{fact}")),
        )
        assert change.status_code == 200, change.text
        asked = {"facets": ALL, "speaker": source}

        seen = told.get("/claims", **asked)["facets"]["values"]
        client.headers |= shown("reader")
        public = told.get("/claims", **asked)["facets"]["values"]

        assert claim["id"]
        assert [len(one["stance"]) for one in (seen, public)] == [1, 0]

    def test_others_are_refused(self, client: TestClient) -> None:
        answer = client.get(f"{API}/claims", params={"facets": "colour"})

        assert answer.status_code == 422
