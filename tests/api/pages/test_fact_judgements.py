"""Facts assessed and resolved by forms."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api.bodies import API, Json
from tests.api.pages.signing_in import browser_of, send

RESOLVED = {"value": "yes", "known_at": "2024-03-20", "reason": "it did"}


@pytest.fixture
def browser(client: TestClient) -> TestClient:
    """A client in the session of an analyst."""
    return browser_of(client, "analyst")


def assess(browser: TestClient, fact: Json, **fields: str) -> Response:
    given = {"verdict": "mixed", "reason": "a new report"}
    return send(browser, f"/facts/{fact['slug']}/assess", **given | fields)


def resolve(browser: TestClient, fact: Json, version: int, **fields: str) -> Response:
    path = f"/facts/{fact['slug']}/resolve"
    return send(browser, path, version=version, **RESOLVED | fields)


class TestAssess:
    def test_records_assessments_with_their_evidence(
        self, browser: TestClient, fact: Json, article: Json
    ) -> None:
        answer = assess(
            browser,
            fact,
            assessor="Check Desk",
            as_of="2024-03-01",
            rationale="Two reports differ.",
            evidence=f"/articles/{article['id']}\nhttps://example.org/report",
        )

        path = f"{API}/facts/{fact['id']}/assessments"
        (found,) = browser.get(path).json()["data"]
        assert answer.headers["location"] == f"/facts/{fact['slug']}"
        assert (found["verdict"], found["assessor"]["name"]) == ("mixed", "Check Desk")
        assert [one["article_id"] for one in found["evidence"]] == [article["id"], None]
        assert "Two reports differ." in browser.get(f"/facts/{fact['slug']}").text

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ({"verdict": "half"}, "verdict"),
            ({"reason": ""}, "reason"),
            ({"evidence": "/claims/999999"}, "evidence.0.claim_id"),
        ],
    )
    def test_shows_the_form_again_if_something_is_wrong(
        self, browser: TestClient, fact: Json, fields: dict[str, str], name: str
    ) -> None:
        answer = assess(browser, fact, rationale="kept", **fields)

        assert answer.status_code == 422
        assert name.replace("_", " ") in answer.text
        assert "kept</textarea>" in answer.text

    def test_refuses_to_replace_an_assessment_the_writer_has_not_seen(
        self, browser: TestClient, fact: Json
    ) -> None:
        held = {"as_of": "2024-03-01", "version": "1"}
        assess(browser, fact, verdict="true", **held)

        answer = assess(browser, fact, verdict="false", rationale="Yours.", **held)
        path = f"{API}/facts/{fact['id']}/assessments"
        kept = [one["verdict"] for one in browser.get(path).json()["data"]]
        again = assess(browser, fact, verdict="false", **held | {"version": "2"})

        assert answer.status_code == 412
        assert "Yours.</textarea>" in answer.text
        assert 'name="version" value="2"' in answer.text
        assert kept == ["true"]
        assert again.status_code == 303


class TestResolve:
    def test_records_the_outcome(self, browser: TestClient, fact: Json) -> None:
        answer = resolve(browser, fact, 1, occurred="2024-03", rationale="It rained.")

        found = browser.get(f"{API}/facts/{fact['id']}").json()
        assert answer.status_code == 303
        assert (found["outcome"]["value"], found["version"]) == ("yes", 2)
        assert found["outcome"]["reason"] == "it did"

    def test_shows_both_values_after_another_write(
        self, browser: TestClient, fact: Json
    ) -> None:
        resolve(browser, fact, 1, rationale="Theirs.")

        answer = resolve(browser, fact, 1, value="no", rationale="Yours.")
        again = resolve(browser, fact, 2, value="no", rationale="Yours.")

        assert answer.status_code == 412
        assert "Theirs." in answer.text
        assert "Yours.</textarea>" in answer.text
        assert again.status_code == 303
        outcome = browser.get(f"{API}/facts/{fact['id']}/outcome").json()
        assert outcome["value"] == "no"

    def test_both_forms_are_shown_empty(self, browser: TestClient, fact: Json) -> None:
        for name in ("assess", "resolve"):
            page = browser.get(f"/facts/{fact['slug']}/{name}")

            assert page.status_code == 200
            assert fact["statement"] in page.text
            assert ">\n</textarea>" in page.text
