import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, the_error, unnamed
from tests.api.conftest import Make
from tests.api.writes import sample
from tests.keys import shown

pytestmark = pytest.mark.every_case

ANY = {"if-match": "*"}
RESOURCES = ("source", "article", "claim", "fact", "tag")
every_resource = pytest.mark.parametrize("resource", RESOURCES)


def withdrawn(client: TestClient, resource: str, reason: str = "") -> str:
    """Withdraw a new record, and return its path."""
    deleting = sample(client, f"delete_{resource}")
    path = f"{API}{deleting.path}"
    answer = client.delete(
        f"{path}?reason={reason}" if reason else path, headers={"if-match": "*"}
    )
    assert answer.status_code == 204, answer.text
    return path


class TestWithdrawnRecord:
    @every_resource
    @pytest.mark.parametrize("role", ["reader", "analyst"])
    def test_returns_410_with_the_reason(
        self, client: TestClient, resource: str, role: str
    ) -> None:
        path = withdrawn(client, resource, "Recorded+twice.")

        answer = client.get(path, headers=shown(role))

        problem: Json = answer.json()
        number = path.rpartition("/")[2]
        assert answer.status_code == 410
        assert problem["type"] == "/problems/withdrawn"
        assert problem["detail"] == f"{resource.capitalize()} {number} was withdrawn."
        assert problem["reason"] == "Recorded twice."

    @every_resource
    def test_has_no_reason_if_none_was_given(
        self, client: TestClient, resource: str
    ) -> None:
        answer = client.get(withdrawn(client, resource))

        assert answer.status_code == 410
        assert "reason" not in answer.json()

    @every_resource
    def test_returns_404_to_callers_who_could_not_read_it(
        self, client: TestClient, resource: str
    ) -> None:
        path = API + sample(client, f"update_{resource}").path
        restricted = {"visibility": "restricted"}
        client.patch(path, json=restricted, headers={"if-match": "*"})
        client.delete(path, headers={"if-match": "*"}).raise_for_status()

        answer = client.get(path, headers=shown("reader"))
        never = client.get(f"{path}000000", headers=shown("reader"))

        assert answer.status_code == never.status_code == 404
        assert answer.json()["detail"] == never.json()["detail"].replace("000000", "")
        assert client.get(path).status_code == 410

    @every_resource
    def test_can_still_be_read_with_its_history(
        self, client: TestClient, resource: str
    ) -> None:
        path = withdrawn(client, resource)

        assert client.get(f"{path}?include=withdrawn").status_code == 200
        assert client.get(f"{path}/history").status_code == 200

    @every_resource
    def test_is_found_again_when_it_is_restored(
        self, client: TestClient, resource: str
    ) -> None:
        path = withdrawn(client, resource, "mistake")

        client.post(f"{path}/restore?reason=x", headers={"if-match": "*"})

        assert client.get(path).status_code == 200

    @pytest.mark.parametrize("role", ["reader", "analyst"])
    def test_names_the_article_that_it_reprints(
        self, client: TestClient, make_article: Make, role: str
    ) -> None:
        root = make_article()
        reprint = make_article(root_article_id=root["id"])
        path = f"{API}/articles/{reprint['id']}"
        client.delete(path, headers=ANY).raise_for_status()

        answer = client.get(path, headers=shown(role))

        assert answer.status_code == 410
        assert answer.json()["replaced_by"] == {"resource": "article", "id": root["id"]}

    def test_names_the_claim_that_corrects_it(
        self, client: TestClient, make_claim: Make
    ) -> None:
        wrong, right = make_claim(), make_claim(text="It poured.")
        link = {"other_id": wrong["id"], "kind": "corrects"}
        client.post(f"{API}/claims/{right['id']}/links", json=link).raise_for_status()
        path = f"{API}/claims/{wrong['id']}"
        client.delete(path, headers=ANY).raise_for_status()

        found = client.get(path).json()["replaced_by"]
        change = {"visibility": "restricted"}
        client.patch(f"{API}/claims/{right['id']}", json=change, headers=ANY)

        assert found == {"resource": "claim", "id": right["id"]}
        assert "replaced_by" not in client.get(path, headers=shown("reader")).json()
        assert client.get(path).json()["replaced_by"] == found

    @every_resource
    def test_names_no_replacement_if_there_is_none(
        self, client: TestClient, resource: str
    ) -> None:
        path = withdrawn(client, resource)

        assert "replaced_by" not in client.get(path).json()

    def test_is_not_found_with_as_of(self, client: TestClient) -> None:
        path = withdrawn(client, "fact")

        assert client.get(f"{path}?as_of=2022-03-22").status_code == 404

    @pytest.mark.parametrize(
        ("method", "below", "body"),
        [
            ("POST", "/revisions", {"text": "It poured."}),
            ("PATCH", "", {"title": "Snow"}),
            ("POST", "/revert", {"version": 1}),
            ("POST", "/merge?reason=x", {"merged_into_id": 1}),
        ],
    )
    def test_refuses_writes(
        self, client: TestClient, method: str, below: str, body: Json
    ) -> None:
        path = withdrawn(client, "article")
        before = client.get(f"{path}?include=withdrawn").json()
        headers = {} if below == "/revisions" else ANY

        answer = client.request(method, path + below, json=body, headers=headers)

        assert answer.status_code in {404, 422}
        assert client.get(f"{path}?include=withdrawn").json() == before

    def test_accepts_no_claims(self, client: TestClient) -> None:
        number = int(withdrawn(client, "article").rpartition("/")[2])
        claim = claim_in(number, [unnamed("an official")])

        answer = client.post(f"{API}/claims", json=claim)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/article_id"
