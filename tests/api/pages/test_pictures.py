"""Pictures of records over HTTP."""

import sys
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import Json, day
from tests.api.conftest import Make
from tests.keys import shown

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def told(make_claim: Make, fact: Json) -> Json:
    stances = [{"fact_id": fact["id"], "stance": "supports"}]
    return make_claim(stances=stances, said=day(3))


def addresses(told: Json) -> list[str]:
    fact, source = told["stances"][0]["fact"], told["attribution"][0]["source"]
    names = [
        "facts/states",
        f"facts/{fact['slug']}/timeline",
        f"facts/{fact['slug']}/sides",
        f"sources/{source['id']}/positions",
        f"sources/{source['id']}/record",
        f"articles/{told['article_id']}/chains",
        "claims/by-month",
        "claims/unnamed",
    ]
    return [f"/pictures/{name}.svg" for name in names]


def title_of(answer: Response) -> str:
    assert answer.headers["content-type"] == "image/svg+xml"
    return ET.fromstring(answer.content).findtext(f"{SVG}title") or ""  # noqa: S314 - our own


class TestPictures:
    def test_are_cached_by_etag_and_allow_no_scripts(
        self, client: TestClient, told: Json
    ) -> None:
        for address in addresses(told):
            answer = client.get(address)
            etag = answer.headers["etag"]
            again = client.get(address, headers={"if-none-match": etag})

            assert title_of(answer)
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert (again.status_code, again.content) == (304, b"")

    def test_are_on_the_pages_of_their_records(
        self, client: TestClient, told: Json
    ) -> None:
        fact, source = told["stances"][0]["fact"], told["attribution"][0]["source"]
        pages = [client.get(f"/facts/{fact['slug']}"), client.get("/claims")]
        pages.append(client.get(f"/sources/{source['id']}"))
        pages.append(client.get(f"/articles/{told['article_id']}"))

        text = "".join(page.text for page in pages)

        for address in addresses(told)[1:]:
            assert f'"{address}"' in text, address
        assert "Show as table" in text

    def test_of_claims_are_filtered_like_the_list(
        self, client: TestClient, told: Json, make_claim: Make
    ) -> None:
        make_claim(text="It hailed.", act="denial")

        answer = client.get("/pictures/claims/by-month.svg?act=denial")

        assert told
        assert "n = 1 claims" in answer.text
        page = client.get("/claims?act=denial&sort=dated").text
        assert '"/pictures/claims/by-month.svg?act=denial"' in page

    def test_of_a_fact_are_shown_as_of_a_day(
        self, client: TestClient, told: Json
    ) -> None:
        address = addresses(told)[1]

        now, then = client.get(address), client.get(f"{address}?as_of=1999-01-01")

        assert "n = 1 claims" in now.text
        assert "n = 0 claims. As of 1 Jan 1999." in then.text

    def test_of_restricted_sources_are_not_found_by_readers(
        self, client: TestClient, make_source: Make
    ) -> None:
        hidden = make_source(name="Deep Throat", visibility="restricted")
        address = f"/pictures/sources/{hidden['id']}/positions.svg"

        reader = client.get(address, headers=shown("reader"))

        assert reader.status_code == 404
        assert "Deep Throat" in client.get(address).text

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/pictures/facts/none/timeline.svg", 404),
            ("/pictures/facts/states.gif", 422),
            ("/pictures/claims/by-month.svg?act=shout", 422),
        ],
    )
    def test_invalid_addresses_are_refused(
        self, client: TestClient, address: str, status: int
    ) -> None:
        assert client.get(address).status_code == status


class TestPng:
    def test_is_sent_as_png(self, client: TestClient, told: Json) -> None:
        assert told
        pytest.importorskip("resvg_py")

        answer = client.get("/pictures/claims/by-month.png")

        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")

    def test_names_the_package_to_install(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "resvg_py", None)

        answer = client.get("/pictures/claims/by-month.png")

        assert answer.status_code == 404
        assert "onrecord[pictures]" in answer.text
