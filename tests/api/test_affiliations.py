"""Affiliations with persons, and titles without an organisation."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, ids, if_match, plain, said_by, the_error, walk
from tests.api.conftest import Make


def affiliate(client: TestClient, source: Json, **tie: Any) -> Any:
    return client.post(f"{API}/sources/{source['id']}/affiliations", json=tie)


def change(client: TestClient, source: Json, tie: Json, **fields: Any) -> Any:
    current = client.get(f"{API}/sources/{source['id']}").json()
    path = f"{API}/sources/{source['id']}/affiliations/{tie['id']}"
    return client.patch(path, json=fields, headers=if_match(current))


@pytest.fixture
def boss(make_source: Make) -> Json:
    return make_source(name="Anna Boss")


@pytest.fixture
def nato(make_source: Make) -> Json:
    return make_source(name="NATO", kind="organisation")


class TestPersons:
    @pytest.mark.parametrize(
        "relation", ["works_for", "represents", "relative_of", "close_to"]
    )
    def test_a_source_can_be_related_to_a_person(
        self, client: TestClient, source: Json, boss: Json, relation: str
    ) -> None:
        answer = affiliate(
            client, source, organisation_id=boss["id"], relation=relation
        )

        assert answer.status_code == 201, answer.text
        tie = answer.json()
        assert (tie["organisation"]["kind"], tie["relation"]) == ("person", relation)
        stored = client.get(f"{API}/sources/{source['id']}").json()
        assert [one["id"] for one in stored["affiliations"]] == [tie["id"]]

    @pytest.mark.parametrize("relation", ["member_of", "part_of"])
    def test_a_person_cannot_have_members(
        self, client: TestClient, source: Json, boss: Json, relation: str
    ) -> None:
        answer = affiliate(
            client, source, organisation_id=boss["id"], relation=relation
        )

        assert answer.status_code == 422
        assert the_error(answer)["code"] == "wrong_kind"

    def test_an_organisation_cannot_have_relatives(
        self, client: TestClient, source: Json, nato: Json
    ) -> None:
        answer = affiliate(
            client, source, organisation_id=nato["id"], relation="relative_of"
        )

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/organisation_id"

    def test_a_person_can_be_described_instead_of_its_id(
        self, client: TestClient, source: Json, boss: Json
    ) -> None:
        known = affiliate(
            client, source, organisation={"name": "anna boss"}, relation="relative_of"
        )
        new = affiliate(
            client,
            source,
            organisation={"kind": "person", "name": "Olga New"},
            relation="close_to",
        )

        assert known.json()["organisation_id"] == boss["id"]
        assert new.json()["organisation"]["kind"] == "person"

    def test_a_source_cannot_be_related_to_itself(
        self, client: TestClient, source: Json
    ) -> None:
        answer = affiliate(
            client, source, organisation_id=source["id"], relation="close_to"
        )

        assert answer.status_code == 422

    def test_a_person_in_affiliations_cannot_become_an_organisation(
        self, client: TestClient, make_source: Make, boss: Json, nato: Json
    ) -> None:
        make_source(
            name="A. Sister",
            affiliations=[{"organisation_id": boss["id"], "relation": "relative_of"}],
        )
        path = f"{API}/sources/{boss['id']}"

        used = client.patch(path, json={"kind": "organisation"}, headers=if_match(boss))
        free = client.patch(
            f"{API}/sources/{nato['id']}",
            json={"kind": "person"},
            headers=if_match(nato),
        )

        assert (used.status_code, used.json()["count"]) == (409, 1)
        assert free.status_code == 200


class TestTitles:
    def test_a_title_does_not_require_an_organisation(
        self, client: TestClient, source: Json
    ) -> None:
        tie = affiliate(client, source, title="former senator", held="2010").json()

        assert tie["created"] == tie["matched"] == []
        assert tie["title"] == "former senator"
        assert (tie["organisation_id"], tie["organisation"]) == (None, None)
        assert tie["relation"] is None
        listed = walk(client, f"/sources/{source['id']}/affiliations")
        assert listed == [plain(tie)]

    def test_a_title_can_have_a_relation(
        self, client: TestClient, source: Json
    ) -> None:
        tie = affiliate(client, source, title="lawyer", relation="represents")

        assert tie.json()["relation"] == "represents"

    def test_are_stored_with_a_described_source(
        self, client: TestClient, make_claim: Make
    ) -> None:
        spec = {"kind": "person", "name": "Ann E", "affiliations": [{"title": "mayor"}]}
        step = {"position": 1, "relation": "said", "source": spec}

        claim = make_claim(attribution=[step])
        again = make_claim(text="Again.", attribution=[step])

        (made,) = claim["created"]
        (match,) = again["matched"]
        stored = client.get(f"{API}/sources/{made['id']}").json()
        assert [tie["title"] for tie in stored["affiliations"]] == ["mayor"]
        assert match["filled"] == []

    def test_are_shown_in_the_record_as_of_an_instant(
        self, client: TestClient, source: Json
    ) -> None:
        affiliate(client, source, title="mayor").raise_for_status()
        path = f"{API}/sources/{source['id']}"
        then = client.get(path).json()["updated_at"]
        client.patch(
            path, json={"note": "x"}, headers={"if-match": '"v2"'}
        ).raise_for_status()

        past = client.get(path, params={"as_of": then, "as_of_kind": "record"}).json()

        assert [tie["title"] for tie in past["affiliations"]] == ["mayor"]

    @pytest.mark.parametrize(
        ("tie", "message"),
        [
            ({}, "title alone"),
            ({"relation": "works_for"}, "title alone"),
            ({"organisation": {"name": "NATO"}}, "send a relation"),
            (
                {"organisation": {"name": "A"}, "organisation_id": 1, "title": "x"},
                "either",
            ),
            ({"title": " "}, "blank"),
        ],
    )
    def test_incomplete_and_contradictory_affiliations_are_refused(
        self, client: TestClient, source: Json, tie: Json, message: str
    ) -> None:
        answer = affiliate(client, source, **tie)

        assert answer.status_code == 422
        assert message in the_error(answer)["message"]


class TestPatches:
    def test_add_an_organisation_to_a_title_and_remove_it(
        self, client: TestClient, source: Json, nato: Json
    ) -> None:
        tie = affiliate(client, source, title="secretary").json()

        given = change(
            client, source, tie, organisation_id=nato["id"], relation="works_for"
        )
        taken = change(client, source, tie, organisation_id=None, relation=None)

        assert given.json()["organisation_id"] == nato["id"], given.text
        assert taken.json()["organisation_id"] is None, taken.text
        assert taken.json()["title"] == "secretary"

    @pytest.mark.parametrize(
        ("fields", "pointer"),
        [
            ({"organisation_id": None}, "/title"),
            ({"relation": None}, "/relation"),
            ({"relation": "relative_of"}, "/relation"),
        ],
    )
    def test_refuse_changes_that_make_an_affiliation_invalid(
        self,
        client: TestClient,
        source: Json,
        nato: Json,
        fields: Json,
        pointer: str,
    ) -> None:
        tie = affiliate(
            client, source, organisation_id=nato["id"], relation="works_for"
        ).json()

        answer = change(client, source, tie, **fields)

        assert answer.status_code == 422, answer.text
        assert the_error(answer)["pointer"] == pointer
        assert walk(client, f"/sources/{source['id']}/affiliations") == [plain(tie)]


class TestAffiliatedClaims:
    @pytest.mark.parametrize(
        ("relation", "belongs"),
        [("works_for", True), ("represents", True), ("close_to", False)],
    )
    def test_lists_claims_of_people_who_belong_to_the_organisation(
        self,
        client: TestClient,
        make_source: Make,
        make_claim: Make,
        nato: Json,
        relation: str,
        belongs: bool,
    ) -> None:
        tie = {"organisation_id": nato["id"], "relation": relation}
        source = make_source(name="A. Source", affiliations=[tie])
        claim = make_claim(attribution=said_by(source["id"]))

        found = ids(walk(client, f"/sources/{nato['id']}/claims?include=affiliated"))
        related = ids(walk(client, f"/sources?organisation={nato['id']}"))

        assert found == [claim["id"]] * belongs
        assert related == [source["id"]]
