"""Facets of lists."""

from types import ModuleType

import pytest
from fastapi.testclient import TestClient

from db.reads import found_claims, tested_claims
from tests.api.bodies import API, Json, if_match
from tests.api.conftest import Make
from tests.api.identity_records import Identified
from tests.keys import shown

ALL = "outlet,source,form,act,stance,year,language"


@pytest.fixture
def told(client: TestClient) -> Identified:
    return Identified(client)


def facets(told: Identified, path: str = "/claims", **params: object) -> Json:
    found: Json = told.get(path, **params)["facets"]
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

    def test_contain_only_the_requested_ones(self, told: Identified) -> None:
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

    def test_do_not_count_restricted_facts_for_readers(
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

    @pytest.mark.parametrize(
        ("bound", "asked"),
        [
            ((tested_claims, "MAX_TOTAL"), {"hedged": False}),
            ((found_claims, "LOOKED"), {"q": "harvest", "hedged": False}),
            ((found_claims, "LOOKED"), {"q": "zzzz OR act:assertion"}),
        ],
    )
    def test_have_a_lower_bound_as_total_if_not_all_rows_were_tested(
        self,
        told: Identified,
        monkeypatch: pytest.MonkeyPatch,
        bound: tuple[ModuleType, str],
        asked: Json,
    ) -> None:
        fact = told.fact()
        for number in range(4):
            told.say(told.source(), fact, text=f"Frost harms harvest {number}.")
        assert isinstance(facets(told, facets="act", **asked)["total"], int)

        monkeypatch.setattr(*bound, 2)
        found = facets(told, facets="act", **asked)

        assert found["total"] == {"value": 3, "relation": "gte"}
        assert counts(found, "act") == {"assertion": 3}

    def test_unknown_facets_are_refused(self, client: TestClient) -> None:
        answer = client.get(f"{API}/claims", params={"facets": "colour"})

        assert answer.status_code == 422


class TestFacetsOfArticles:
    def test_count_articles_by_outlet_kind_year_and_language(
        self, told: Identified
    ) -> None:
        outlet = told.source("outlet", name="The Courier")
        for _ in range(2):
            told.article(outlet)

        found = facets(
            told, "/articles", facets="outlet,kind,year,language", outlet=outlet
        )

        assert found["total"] == 2
        assert found["values"]["outlet"] == [
            {"value": outlet, "label": "The Courier", "count": 2}
        ]
        assert counts(found, "kind") == {"news": 2}
        assert counts(found, "year") == {"2022": 2}
        assert counts(found, "language") == {}

    def test_count_a_merged_outlet_as_its_survivor(self, told: Identified) -> None:
        outlet, survivor = (told.source("outlet") for _ in range(2))
        told.article(outlet)
        told.article(survivor)
        told.joined(outlet, survivor)

        found = facets(told, "/articles", facets="outlet", outlet=survivor)

        assert counts(found, "outlet") == {str(survivor): 2}

    def test_count_what_a_search_finds(
        self, client: TestClient, make_article: Make
    ) -> None:
        make_article(title="Frost and harvest", language="en")
        make_article(title="Rain", language="de")

        answer = client.get(f"{API}/articles?q=frost&facets=language,year").json()

        assert answer["facets"]["total"] == 1
        assert counts(answer["facets"], "language") == {"en": 1}


class TestFacetsOfFacts:
    def test_count_facts_by_status_kind_stance_and_year(self, told: Identified) -> None:
        one, other = (told.fact(statement=f"Frost harms {n}.") for n in range(2))
        for source, fact, stance in (
            (told.source(), one, "supports"),
            (told.source(), one, "supports"),
            (told.source(), one, "denies"),
            (told.source(), other, "denies"),
        ):
            told.say(source, fact, stance)

        found = facets(told, "/facts", facets="status,kind,stance,year", q="frost")

        assert found["total"] == 2
        assert counts(found, "status") == {"open": 2}
        assert sum(counts(found, "kind").values()) == 2
        assert counts(found, "stance") == {"denies": 2, "supports": 1}
        assert sum(counts(found, "year").values()) == 2


class TestFacetsOfSources:
    def test_count_sources_by_kind_sector_and_country(
        self, client: TestClient, make_source: Make
    ) -> None:
        for number, (kind, more) in enumerate(
            (
                ("person", {"sector": "military", "country_code": "BY"}),
                ("person", {"country_code": "BY"}),
                ("organisation", {"sector": "government"}),
            )
        ):
            make_source(name=f"Frost {number}", kind=kind, **more)

        answer = client.get(
            f"{API}/sources?q=frost&facets=kind,sector,country&limit=1"
        ).json()

        assert answer["facets"]["total"] == 3
        assert counts(answer["facets"], "kind") == {"person": 2, "organisation": 1}
        assert counts(answer["facets"], "sector") == {"government": 1, "military": 1}
        assert counts(answer["facets"], "country") == {"BY": 2}

    @pytest.mark.parametrize("path", ["articles", "facts", "sources"])
    def test_facets_of_other_lists_are_refused(
        self, client: TestClient, path: str
    ) -> None:
        answer = client.get(f"{API}/{path}", params={"facets": "act"})

        assert answer.status_code == 422
