"""Hidden articles and claims do not change public sources."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, claim_in, if_match, the_error
from tests.api.conftest import Make
from tests.keys import shown

HIDDEN: Json = {"visibility": "restricted"}
UNTIL_2999 = HIDDEN | {"embargo_until": "2999-01-01T00:00:00Z"}
UNTIL_2998 = HIDDEN | {"embargo_until": "2998-01-01T00:00:00Z"}
ANN: Json = {"kind": "person", "name": "Ann Érard"}
WIKIDATA = {"scheme": "wikidata", "value": "Q1001"}
MINISTRY = {"kind": "organisation", "name": "The ministry"}
MORE: dict[str, Json] = {
    "country_code": {"country_code": "BY"},
    "sector": {"sector": "military"},
    "description": {"description": "an aide"},
    "seniority": {"seniority": "senior"},
    "names": {"names": [{"name": "Anna E."}]},
    "identifiers": {"identifiers": [{"scheme": "viaf", "value": "1"}]},
    "affiliations": {
        "affiliations": [{"relation": "works_for", "organisation": MINISTRY}]
    },
}


def claims(*sources: Json, **values: Any) -> list[Json]:
    return [
        {
            "text": f"No {number}",
            "form": "paraphrase",
            "attribution": [{"position": 1, "relation": "said", "source": source}],
        }
        | values
        for number, source in enumerate(sources)
    ]


class Story:
    """An article that is not public, and a source that is."""

    def __init__(self, client: TestClient, ann: Json, **access: Any) -> None:
        self.client, self.ann, self.before = client, ann, ""
        sent = {"title": "A story"} | (access or UNTIL_2999)
        self.article = client.post(f"{API}/articles", json=sent).json()
        self.before = self.seen()

    def seen(self) -> str:
        """Return all that a reader sees of the source, and of the feed of changes."""
        path, reader = f"{API}/sources/{self.ann['id']}", shown("reader")
        reads = (path, f"{path}/history", f"{API}/changes", f"{API}/sources")
        return "".join(self.client.get(one, headers=reader).text for one in reads)

    def claim(self, source: Json, **values: Any) -> Any:
        (sent,) = claims(source, article_id=self.article["id"], **values)
        return self.client.post(f"{API}/claims", json=sent)

    def is_untold(self) -> bool:
        """Return whether readers see the same as before, and nothing was recorded."""
        found = self.client.get(f"{API}/articles/{self.article['id']}/claims")
        return self.seen() == self.before and found.json()["data"] == []


@pytest.fixture
def ann(make_source: Make) -> Json:
    return make_source(**ANN, identifiers=[WIKIDATA])


@pytest.fixture
def story(client: TestClient, ann: Json) -> Story:
    return Story(client, ann)


class TestAClaim:
    @pytest.mark.parametrize("field", MORE)
    def test_is_refused_if_it_would_change_a_field_of_a_public_source(
        self, story: Story, field: str
    ) -> None:
        refused = story.claim(ANN | MORE[field])

        assert refused.status_code == 409, refused.text
        assert refused.json()["conflict"] == {
            "resource": "source",
            "id": story.ann["id"],
        }
        error = the_error(refused)
        assert error["pointer"] == "/attribution/0/source"
        assert f"its {field} would change" in error["message"]
        assert story.is_untold()

    def test_is_refused_if_it_would_add_an_alias(self, story: Story) -> None:
        other = {"kind": "person", "name": "A. Erardine", "identifiers": [WIKIDATA]}

        refused = story.claim(other)

        assert "its names would change" in the_error(refused)["message"]
        assert story.is_untold()

    def test_is_recorded_if_it_changes_no_source(self, story: Story) -> None:
        recorded = story.claim(ANN | {"identifiers": [WIKIDATA]})

        assert recorded.json()["matched"][0]["filled"] == []
        assert story.seen() == story.before

    def test_may_change_a_source_with_the_same_embargo(self, story: Story) -> None:
        bea = {"kind": "person", "name": "Bea"}
        assert story.claim(bea).status_code == 201

        again = story.claim(bea | MORE["sector"], text="Again")

        assert again.json()["matched"][0]["filled"] == ["sector"]
        assert story.seen() == story.before

    def test_is_refused_if_it_would_change_a_source_with_an_earlier_embargo(
        self, client: TestClient, make_source: Make, ann: Json
    ) -> None:
        make_source(name="Bea", **UNTIL_2998)
        story = Story(client, ann)

        refused = story.claim({"kind": "person", "name": "Bea"} | MORE["sector"])

        assert "its sector would change" in the_error(refused)["message"]

    @pytest.mark.parametrize("values", [HIDDEN, {"terms": "off_record"}])
    def test_a_hidden_claim_in_a_public_article_is_refused(
        self, client: TestClient, ann: Json, article: Json, values: Json
    ) -> None:
        story = Story(client, ann)
        (sent,) = claims(ANN | MORE["sector"], article_id=article["id"], **values)

        refused = client.post(f"{API}/claims", json=sent)

        assert refused.status_code == 409
        assert story.is_untold()

    def test_is_refused_if_it_would_change_a_subject(self, story: Story) -> None:
        about = [{"source": ANN | MORE["sector"]}]

        refused = story.claim({"kind": "person", "name": "Bea"}, subjects=about)

        assert the_error(refused)["pointer"] == "/subjects/0/source"
        assert story.is_untold()

    def test_a_patch_that_would_change_a_public_source_is_refused(
        self, story: Story
    ) -> None:
        claim = story.claim({"kind": "person", "name": "Bea"}).json()
        (sent,) = claims(ANN | MORE["sector"])

        refused = story.client.patch(
            f"{API}/claims/{claim['id']}",
            json={"attribution": sent["attribution"]},
            headers=if_match(claim),
        )

        assert the_error(refused)["pointer"] == "/attribution/0/source"
        assert story.seen() == story.before

    def test_is_refused_if_it_describes_a_public_source_as_restricted(
        self, client: TestClient, ann: Json, article: Json
    ) -> None:
        story = Story(client, ann)
        (sent,) = claims(ANN | MORE["sector"] | HIDDEN, article_id=article["id"])

        assert client.post(f"{API}/claims", json=sent).status_code == 409
        assert story.is_untold()


class TestABatch:
    def test_an_atomic_batch_is_refused_as_a_whole(self, story: Story) -> None:
        sent = claims(ANN, ANN | MORE["sector"], article_id=story.article["id"])

        refused = story.client.post(
            f"{API}/claims/batch", json={"mode": "atomic", "claims": sent}
        )

        assert refused.status_code == 409
        assert the_error(refused)["pointer"] == "/claims/1/attribution/0/source"
        assert story.is_untold()

    def test_a_batch_of_mode_each_reports_the_refused_claim(self, story: Story) -> None:
        sent = claims(ANN, ANN | MORE["sector"], article_id=story.article["id"])
        body = {"mode": "each", "claims": sent}

        answer = story.client.post(f"{API}/claims/batch", json=body)

        assert [one["status"] for one in answer.json()["data"]] == [201, 409]
        assert story.seen() == story.before


class TestAnArticle:
    def test_is_refused_if_a_claim_would_change_a_public_source(
        self, story: Story
    ) -> None:
        sent = claims(ANN, ANN | MORE["sector"])
        body = {"title": "Another story", "claims": sent} | UNTIL_2999

        refused = story.client.post(f"{API}/articles", json=body)

        assert the_error(refused)["pointer"] == "/claims/1/attribution/0/source"
        assert story.is_untold()

    def test_is_refused_if_it_would_change_its_public_outlet(
        self, client: TestClient, ann: Json, make_source: Make
    ) -> None:
        outlet = {"kind": "outlet", "name": "The Mist"}
        make_source(**outlet)
        story = Story(client, ann)
        body = {"title": "x", "outlet": outlet | {"country_code": "FR"}} | HIDDEN

        refused = client.post(f"{API}/articles", json=body)

        assert the_error(refused)["pointer"] == "/outlet"
        assert story.is_untold()


def test_a_public_claim_fills_empty_fields_of_a_public_source(
    client: TestClient, ann: Json, article: Json
) -> None:
    sent = claim_in(article["id"], claims(ANN | MORE["sector"])[0]["attribution"])

    (matched,) = client.post(f"{API}/claims", json=sent).json()["matched"]

    assert (matched["id"], matched["filled"]) == (ann["id"], ["sector"])
