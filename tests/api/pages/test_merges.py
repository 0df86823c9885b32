"""Sources compared side by side, merged and unmerged."""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, said_by
from tests.api.conftest import Make
from tests.api.pages.signing_in import browser_of, send
from tests.api.pages.test_record_pages import page_of
from tests.keys import shown

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def editor(client: TestClient) -> TestClient:
    return browser_of(client, "editor")


@pytest.fixture
def pair(client: TestClient, make_source: Make, make_article: Make) -> list[Json]:
    """Two people whose names are alike; the first one said something."""
    names = "Maria Delgado Ruiz", "Maria Delgado-Ruiz"
    found = [make_source(name=name, kind="person", new=True) for name in names]
    body = claim_in(make_article()["id"], said_by(found[0]["id"]))
    client.post(f"{API}/claims", json=body | {"text": HOSTILE}).raise_for_status()
    return found


class TestCompare:
    def test_offers_sources_with_similar_names(
        self, editor: TestClient, pair: list[Json]
    ) -> None:
        one, other = (source["id"] for source in pair)

        page = page_of(editor.get(f"/sources/{one}/merge"))

        assert f"/sources/{one}/merge?into={other}" in page.hrefs()

    def test_shows_both_sources_with_their_claims(
        self, editor: TestClient, pair: list[Json]
    ) -> None:
        one, other = (source["id"] for source in pair)

        answer = editor.get(f"/sources/{one}/merge?into={other}")

        page = page_of(answer)
        assert page.text.count("Other names") == 0
        assert {f"/sources/{one}", f"/sources/{other}"} <= set(page.hrefs())
        assert HOSTILE in page.text
        assert HOSTILE not in answer.text

    def test_requires_the_editor_role(
        self, client: TestClient, pair: list[Json]
    ) -> None:
        analyst = browser_of(client, "analyst")
        path = f"/sources/{pair[0]['id']}"

        assert analyst.get(f"{path}/merge").status_code == 403
        assert f"{path}/merge" not in page_of(analyst.get(path)).hrefs()


class TestMerge:
    def test_merges_and_unmerges(self, editor: TestClient, pair: list[Json]) -> None:
        one, other = (source["id"] for source in pair)
        path = f"/sources/{one}"
        fields = {"into": other, "version": 1, "reason": "one person"}

        merged = send(editor, f"{path}/merge", **fields)
        gone = editor.get(path, follow_redirects=False)
        offered = editor.get(f"/sources/{other}/merge")
        back = send(editor, f"{path}/unmerge", version=2, reason="two after all")

        assert merged.headers["location"] == f"/sources/{other}/merge"
        assert gone.headers["location"] == f"/sources/{other}"
        assert f"{path}/unmerge" in offered.text
        assert back.headers["location"] == f"{path}/merge"
        assert editor.get(path, follow_redirects=False).status_code == 200

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"into": "x"}, 422),
            ({"version": 7}, 412),
            ({"reason": ""}, 422),
            ({"into": "one"}, 422),
        ],
    )
    def test_describes_the_error(
        self, editor: TestClient, pair: list[Json], fields: Json, status: int
    ) -> None:
        one, other = (source["id"] for source in pair)
        if fields.get("into") == "one":
            fields = {"into": one}
        sent = {"into": other, "version": 1, "reason": "one person"} | fields

        answer = send(editor, f"/sources/{one}/merge", **sent)

        assert answer.status_code == status
        assert page_of(answer)
        assert editor.get(f"/sources/{one}", follow_redirects=False).is_success


class TestNearNames:
    def test_are_listed_until_the_sources_are_merged(
        self, client: TestClient, editor: TestClient, pair: list[Json]
    ) -> None:
        one, other = (source["id"] for source in pair)
        compare = f"/sources/{other}/merge?into={one}"

        before = editor.get("/queue/names")
        reader = client.get("/queue/names", headers=shown("reader"))
        send(editor, f"/sources/{one}/merge", into=other, version=1, reason="one")
        after = editor.get("/queue/names")

        assert compare in page_of(before).hrefs()
        assert "Maria Delgado" in page_of(reader).text
        assert compare not in page_of(reader).hrefs()
        assert "No near names" in page_of(after).text
        assert "/queue/names" in page_of(client.get("/queue")).hrefs()
