"""Claims of one source, of several sources, and of an organisation."""

import pytest
from fastapi.testclient import TestClient

from db.queries.claims import MAX_VALUES_LOOKED_UP
from db.queries.quoted import SORT_LIMIT
from tests.api.bodies import API, Json, day, ids, said_by, step, walk
from tests.api.conftest import Make

pytestmark = pytest.mark.every_case

# When a person belonged to an organisation, and the days whose words count for it.
HELD: list[tuple[Json, list[int]]] = [
    ({}, [1, 5, 9]),
    ({"held": {"to": "2022-03-05"}}, [1]),
    ({"held": {"from": "2022-03-05", "precision": "day"}}, [5]),
    ({"held": {"from": "2022-03-05"}}, [5, 9]),
    ({"held": {"from": "2022-03-05", "to": "2022-03-09"}}, [5]),
    ({"held": {"from": "2009-01-01", "to": "2017-01-01"}}, []),
]


class TestReadClaimsOfSource:
    @pytest.mark.parametrize(
        ("role", "found"),
        [("any", [1, 1, 1]), ("speaker", [1, 0, 0]), ("origin", [0, 0, 1])],
    )
    def test_filters_by_the_place_of_the_source_in_the_chain(
        self,
        client: TestClient,
        make_claim: Make,
        make_source: Make,
        role: str,
        found: list[int],
    ) -> None:
        sources = [make_source()["id"] for _ in range(3)]
        make_claim(attribution=said_by(*sources))
        make_claim(text="Elsewhere.")

        paths = [f"/sources/{source}/claims?role={role}" for source in sources]

        assert [len(walk(client, path)) for path in paths] == found

    def test_lists_a_claim_once_if_source_and_member_are_in_its_chain(
        self, client: TestClient, make_claim: Make, make_source: Make
    ) -> None:
        nato = make_source(name="NATO", kind="organisation")
        ties = [{"organisation_id": nato["id"], "relation": "works_for"}]
        official = make_source(affiliations=ties)
        chain = [step(official["id"], 1, "relays"), step(nato["id"], 2, "believes")]
        claim = make_claim(attribution=chain)

        path = f"/sources/{nato['id']}/claims?include=affiliated"

        assert ids(walk(client, path)) == [claim["id"]]

    @pytest.mark.parametrize(
        ("query", "texts"),
        [
            ("", ["By itself."]),
            ("?include=affiliated", ["By its people.", "By itself."]),
            ("?include=total,affiliated&role=origin", ["By its people.", "By itself."]),
        ],
    )
    def test_includes_affiliated_people_if_requested(
        self,
        client: TestClient,
        make_claim: Make,
        make_source: Make,
        query: str,
        texts: list[str],
    ) -> None:
        nato = make_source(name="NATO", kind="organisation")
        ties = [{"organisation_id": nato["id"], "relation": "works_for"}]
        official = make_source(affiliations=ties)
        make_claim(text="By itself.", attribution=said_by(nato["id"]))
        make_claim(text="By its people.", attribution=said_by(official["id"]))
        make_claim(text="By another.")

        rows = walk(client, f"/sources/{nato['id']}/claims{query}")

        assert [row["text"] for row in rows] == texts

    @pytest.mark.parametrize("many", [1, SORT_LIMIT], ids=["scanned", "sorted"])
    @pytest.mark.parametrize(
        "people", [3, MAX_VALUES_LOOKED_UP - 1, MAX_VALUES_LOOKED_UP]
    )
    def test_includes_few_and_many_affiliated_people(
        self,
        client: TestClient,
        make_claim: Make,
        make_source: Make,
        monkeypatch: pytest.MonkeyPatch,
        many: int,
        people: int,
    ) -> None:
        monkeypatch.setattr("db.reads.quoted.SORT_LIMIT", many)
        nato = make_source(name="NATO", kind="organisation")
        ties = [{"organisation_id": nato["id"], "relation": "works_for"}]
        speakers = [make_source(affiliations=ties)["id"] for _ in range(people)]
        said = [
            make_claim(text=f"By {speaker}.", attribution=said_by(speaker))["id"]
            for speaker in [nato["id"], *speakers]
        ]

        path = f"/sources/{nato['id']}/claims?include=affiliated,total"

        for query in ("", "&role=speaker&sort=recorded", "&limit=2"):
            assert sorted(ids(walk(client, f"{path}{query}"))) == said
            total = client.get(f"{API}{path}{query}").json()["total"]
            assert total == len(said)

    def test_is_empty_for_a_source_without_claims(
        self, client: TestClient, make_source: Make
    ) -> None:
        assert walk(client, f"/sources/{make_source()['id']}/claims") == []

    def test_pages_list_every_claim_once_despite_equal_dates(
        self, client: TestClient, make_claim: Make, source: Json
    ) -> None:
        days = [day(2)] * 3 + [day(1)] * 3
        made = [
            make_claim(text=f"{number}", said=date)["id"]
            for number, date in enumerate(days)
        ]

        rows = walk(client, f"/sources/{source['id']}/claims?limit=2&role=origin")

        assert ids(rows) == made[2::-1] + made[:2:-1]


class TestReadClaimsOfSeveralSources:
    @pytest.mark.parametrize(
        "sort", ["-dated", "dated", "-recorded", "recorded", "position"]
    )
    @pytest.mark.parametrize("limit", [1, 2, 50])
    def test_lists_each_claim_once_in_the_order_of_all_claims(
        self,
        client: TestClient,
        make_claim: Make,
        make_source: Make,
        sort: str,
        limit: int,
    ) -> None:
        one, other, third = (make_source()["id"] for _ in range(3))
        chains = [(one,), (other,), (third,), (one, other), (third, one)]
        made = {
            make_claim(
                text=f"{chain}", attribution=said_by(*chain), said=day(1 + len(chain))
            )["id"]: chain
            for chain in chains
        }

        path = f"/claims?source={one}&source={other}&include=total&sort={sort}"
        rows = walk(client, f"{path}&limit={limit}")

        everything = ids(walk(client, f"/claims?sort={sort}"))
        wanted = [id_ for id_ in everything if {one, other} & {*made.get(id_, ())}]
        assert ids(rows) == wanted
        assert client.get(f"{API}{path}").json()["total"] == len(wanted) == 4


class TestReadClaimsWhileAffiliated:
    """An affiliation counts for claims made while it lasted."""

    @pytest.fixture(params=["few", "many", "in order"])
    def crowd(
        self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> int:
        """Return how many others belong to it, by which a list is planned."""
        if request.param == "in order":
            monkeypatch.setattr("db.reads.quoted.SORT_LIMIT", 1)
        return 2 if request.param == "few" else MAX_VALUES_LOOKED_UP

    def test_includes_claims_made_during_an_affiliation(
        self, client: TestClient, make_claim: Make, make_source: Make, crowd: int
    ) -> None:
        senate = make_source(name="Senate", kind="organisation")
        tie = {"organisation_id": senate["id"], "relation": "member_of"}
        others = [make_source(affiliations=[tie])["id"] for _ in range(crowd)]
        made = {
            make_claim(text=f"By {speaker}.", attribution=said_by(speaker))["id"]
            for speaker in others
        }
        for held, included in HELD:
            senator = make_source(affiliations=[tie | held])["id"]
            for at in (1, 5, 9):
                said = {"said": day(at), "attribution": said_by(senator)}
                claim = make_claim(text=f"{held} {at}", **said)
                made |= {claim["id"]} if at in included else set()
        path = f"/sources/{senate['id']}/claims?include=affiliated,total"

        rows = walk(client, path)

        assert {row["id"] for row in rows} == made
        assert client.get(f"{API}{path}").json()["total"] == len(rows) == len(made)
