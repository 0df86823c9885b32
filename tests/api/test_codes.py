"""Language and country codes: normalised, or rejected if they do not exist."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, if_match, the_error, walk
from tests.api.conftest import Make

pytestmark = pytest.mark.portable


class TestLanguage:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("EN", "en"),
            ("en-gb", "en-GB"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("en", "en"),
        ],
    )
    def test_is_stored_in_the_standard_letter_case(
        self,
        client: TestClient,
        make_article: Make,
        make_claim: Make,
        make_source: Make,
        sent: str,
        kept: str,
    ) -> None:
        names = [{"name": "Енс", "language": sent}]
        source = make_source(language=sent, names=names)
        article = make_article(title="Dated", language=sent)
        made = [article, make_claim(language=sent), source, source["names"][0]]

        assert [one["language"] for one in made] == [kept] * 4
        patched = client.patch(
            f"{API}/articles/{article['id']}",
            json={"language": sent.lower()},
            headers=if_match(article),
        )
        assert patched.json()["language"] == kept

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("language=en", ["en", "en-GB", "en-Latn-US"]),
            ("language=EN", ["en", "en-GB", "en-Latn-US"]),
            ("language=en-gb", ["en-GB"]),
            ("language=en-Latn", ["en-Latn-US"]),
            ("language=e", None),
            ("language=eng", ["eng"]),
            ("language=en-GB&language=uk", ["en-GB", "uk"]),
            ("language=fr", []),
        ],
    )
    @pytest.mark.parametrize("resource", ["articles", "claims"])
    def test_a_filter_also_matches_regional_variants(
        self,
        client: TestClient,
        make_article: Make,
        make_claim: Make,
        resource: str,
        query: str,
        found: list[str] | None,
    ) -> None:
        for number, tag in enumerate(("en", "en-GB", "en-Latn-US", "eng", "uk")):
            make_article(title=tag, language=tag)
            make_claim(text=f"No {number}.", language=tag)

        answer = client.get(f"{API}/{resource}?{query}")

        if found is None:
            assert answer.status_code == 422
            return
        shown = [
            client.get(f"{API}/{resource}/{row['id']}").json()["language"]
            for row in walk(client, f"/{resource}?{query}&sort=recorded")
        ]
        assert shown == found

    def test_is_normalised_in_batches_and_articles(
        self, client: TestClient, claim_body: Json
    ) -> None:
        claim = {"text": "No.", "form": "unattributed", "attribution": []}
        body = {"title": "Whole", "claims": [claim | {"language": "EN"}]}
        client.post(f"{API}/articles", json=body).raise_for_status()
        batch = {"mode": "atomic", "claims": [claim_body | {"language": "EN-us"}]}
        client.post(f"{API}/claims/batch", json=batch).raise_for_status()

        assert len(walk(client, "/claims?language=en")) == 2
        assert len(walk(client, "/claims?language=en-US")) == 1


class TestCountry:
    @pytest.fixture
    def send(self, client: TestClient, source: Json) -> Callable[[str, str], Any]:
        """Send a country wherever one is taken."""
        spec = {"kind": "organisation", "name": "Ministry"}

        def send(place: str, code: str) -> Any:
            described = spec | {"country_code": code}
            step = {"position": 1, "relation": "said", "source": described}
            claim = {"text": "No.", "form": "direct_quote", "attribution": [step]}
            if place == "source":
                return client.post(f"{API}/sources", json=described)
            if place == "patch":
                path = f"{API}/sources/{source['id']}"
                body = {"country_code": code}
                return client.patch(path, json=body, headers=if_match(source))
            if place == "article":
                body = {"title": "Whole", "claims": [claim]}
                return client.post(f"{API}/articles", json=body)
            if place == "filter":
                return client.get(f"{API}/sources?country={code}")
            return client.get(f"{API}/claims?country={code}")

        return send

    @pytest.mark.parametrize(
        "place", ["source", "patch", "article", "filter", "claims"]
    )
    @pytest.mark.parametrize(
        ("code", "message"),
        [
            ("UK", "the right one is GB"),
            ("EL", "the right one is GR"),
            ("TP", "the right one is TL"),
            ("ZZ", "like GB or BY"),
            ("EU", "like GB or BY"),
            ("SU", "like GB or BY"),
        ],
    )
    def test_unassigned_codes_are_refused(
        self, send: Any, place: str, code: str, message: str
    ) -> None:
        answer = send(place, code)

        assert answer.status_code == 422
        assert message in the_error(answer)["message"]

    @pytest.mark.parametrize(
        "place", ["source", "patch", "article", "filter", "claims"]
    )
    def test_assigned_codes_are_accepted(self, send: Any, place: str) -> None:
        assert send(place, "GB").status_code in {200, 201}


class TestVerdictText:
    @pytest.mark.parametrize(
        ("length", "status"),
        [(501, 201), (3400, 201), (5000, 201), (5001, 422), (0, 422)],
    )
    def test_accepts_up_to_5000_characters(
        self, client: TestClient, fact: Json, length: int, status: int
    ) -> None:
        body = {"verdict": "false", "verdict_text": "é" * length}

        answer = client.post(
            f"{API}/facts/{fact['id']}/assessments?reason=x", json=body
        )

        assert answer.status_code == status
        if status == 201:
            assert len(answer.json()["verdict_text"]) == length
