"""Claims as rows of plain values: ``shape=flat``."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.schemas.claims import ClaimOut, FlatClaim
from tests.api.bodies import API, Json, if_match, walk
from tests.api.conftest import CountingReader, Make

OFFICIAL = {"kind": "anonymous_person", "name": "senior US defense official"}
PENTAGON = {"kind": "organisation", "name": "US Department of Defense"}
ANN = {"kind": "person", "name": "Ann E"}
TOLD: Json = {
    "text": "no indication",
    "form": "mixed_quote",
    "act": "no_evidence",
    "hedges": ["could", "likely"],
    "probability_low": 0.25,
    "probability_basis": "analyst",
    "channel": "interview",
    "knowledge": "briefed",
    "said": {"from": "2022-03-21", "precision": "day", "text": "Monday"},
    "about": "2022-Q2",
    "attribution": [
        {
            "position": 1,
            "source": OFFICIAL,
            "relation": "relays",
            "as_printed": "a senior US defense official",
        },
        {
            "position": 2,
            "source": PENTAGON,
            "relation": "observed",
            "as_printed": "the Pentagon",
        },
    ],
    "tags": ["war", "belarus"],
    "stances": [{"fact": {"statement": "It enters."}, "stance": "no_evidence"}],
    "confidence": 90,
    "note": "Read twice.",
}


@pytest.fixture
def told(make_article: Make) -> Json:
    return make_article(
        outlet={"name": "CNN"},
        title="Will Belarus enter?",
        url="https://cnn.example/belarus",
        published="2022-03-22",
        text="He had no indication, he said.",
        claims=[TOLD],
    )


def rows(client: TestClient, path: str) -> list[Json]:
    found: list[Json] = walk(client, path)
    return found


class TestFlatRow:
    def test_has_plain_values_of_the_claim_and_its_references(
        self, client: TestClient, told: Json
    ) -> None:
        (row,) = rows(client, f"/articles/{told['id']}/claims?shape=flat")

        plain = (str, int, float, type(None))
        assert all(isinstance(value, plain) for value in row.values())
        assert row.keys() == FlatClaim.model_fields.keys()
        assert (
            row.items()
            >= {
                "speaker": "senior US defense official",
                "speaker_kind": "anonymous_person",
                "origin": "US Department of Defense",
                "origin_kind": "organisation",
                "chain": "CNN ← senior US defense official ← the Pentagon",
                "outlet": "CNN",
                "article_title": "Will Belarus enter?",
                "url": "https://cnn.example/belarus",
                "published": "2022-03-22",
                "published_precision": "day",
                "said": "2022-03-21",
                "said_text": "Monday",
                "about": "2022-Q2",
                "hedges": "could; likely",
                "tags": "war; belarus",
                "stances": "it-enters: no_evidence",
                "probability_low": 0.25,
                "method": "manual",
                "review": "reviewed",
            }.items()
        )
        assert row["outlet_id"] == told["outlet"]["id"]
        assert row["published_from"] == "2022-03-22T00:00:00Z"

    def test_has_every_column_of_a_claim(self) -> None:
        nested = {"article", "speakers", "origins", "dated", "revision"}
        parts = {"attribution", "spans", "subjects", "printed_in"}

        missing = ClaimOut.model_fields.keys() - FlatClaim.model_fields.keys()

        assert missing == nested | parts

    def test_shows_joint_speakers_and_outlets_as_speakers(
        self, client: TestClient, make_article: Make, make_source: Make
    ) -> None:
        joint = [
            {"position": 1, "source": source, "relation": "said"}
            for source in (ANN, PENTAGON)
        ]
        outlet = {"position": 1, "source": {"kind": "outlet", "name": "CNN"}}
        own = outlet | {"relation": "own_reporting"}
        claims: list[Json] = [
            {"text": "one", "form": "paraphrase", "attribution": joint},
            {"text": "two", "form": "own_voice", "attribution": [own]},
            {"text": "three", "form": "unattributed", "attribution": []},
        ]
        article = make_article(outlet={"name": "CNN"}, claims=claims)
        path = f"/articles/{article['id']}/claims?shape=flat&sort=recorded"

        one, two, three = rows(client, path)

        assert one["speaker"] == "Ann E; US Department of Defense"
        assert one["speaker_kind"] == "person; organisation"
        assert one["chain"] == "CNN ← Ann E and US Department of Defense"
        assert (two["speaker"], two["chain"]) == ("CNN", "CNN")
        assert (three["speaker"], three["speaker_id"]) == (None, None)
        assert three["chain"] == "CNN"

        merging = {"merged_into_id": make_source(kind="outlet", name="Cable")["id"]}
        client.post(
            f"{API}/sources/{article['outlet_id']}/merge?reason=x",
            json=merging,
            headers={"if-match": "*"},
        ).raise_for_status()
        assert rows(client, path)[1]["chain"] == "CNN"

    @pytest.mark.parametrize(
        ("said", "shown"),
        [
            (None, None),
            ("2022", "2022"),
            ("2022-03", "2022-03"),
            ("2022-03-22T09:30Z", "2022-03-22T09:30:00Z"),
            ({"from": "2022-03-20"}, "2022-03-20T00:00:00Z/.."),
            ({"to": "2022-03-20"}, "../2022-03-20T00:00:00Z"),
            (
                {"from": "2022-03-20", "to": "2022-03-21T12:00Z"},
                "2022-03-20T00:00:00Z/2022-03-21T12:00:00Z",
            ),
        ],
    )
    def test_shows_dates_in_short_form(
        self, client: TestClient, make_claim: Make, said: Any, shown: str | None
    ) -> None:
        claim = make_claim(said=said)

        flat = client.get(f"{API}/claims/{claim['id']}?shape=flat").json()

        assert flat["said"] == shown


class TestShape:
    def test_a_claim_is_the_same_row_in_every_list_and_alone(
        self, client: TestClient, told: Json
    ) -> None:
        (row,) = rows(client, f"/articles/{told['id']}/claims?shape=flat")
        fact = rows(client, "/facts?q=enters")[0]["id"]
        lists = [
            f"/claims?shape=flat&article={told['id']}",
            f"/claims?shape=flat&speaker={row['speaker_id']}&speaker={row['origin_id']}",
            f"/sources/{row['origin_id']}/claims?shape=flat",
            f"/facts/{fact}/claims?shape=flat",
            f"/facts/{fact}/claims?shape=flat&as_of=2022-03-23",
            f"/facts/{fact}/claims?shape=flat&as_of={row['created_at']}"
            "&as_of_kind=record",
        ]

        for path in lists:
            assert rows(client, path) == [row], path
        alone = client.get(f"{API}/claims/{row['id']}?shape=flat")
        assert alone.json() == row
        assert alone.headers["etag"].startswith('"v1-')
        then = f"as_of_kind=record&as_of={row['created_at']}"
        again = client.get(f"{API}/claims/{row['id']}?shape=flat&{then}")
        assert again.json() == row

    def test_keeps_pages_totals_and_hidden_drafts(
        self, client: TestClient, make_claim: Make, article: Json
    ) -> None:
        for text in ("one", "two", "three"):
            make_claim(text=text)
        make_claim(text="four", review="draft")
        path = f"{API}/claims?article={article['id']}&limit=2&shape=flat&include=total"

        page = client.get(path).json()

        assert (len(page["data"]), page["total"]) == (2, 3)
        assert page["hidden"] == {"drafts": 1}
        rest = client.get(f"{path}&cursor={page['next_cursor']}").json()
        assert [row["text"] for row in rest["data"]] == ["one"]

    def test_fields_select_columns(self, client: TestClient, told: Json) -> None:
        path = f"/articles/{told['id']}/claims?shape=flat"

        (row,) = rows(client, f"{path}&fields=speaker,chain,method,confidence")

        assert row.keys() == {"id", "speaker", "chain", "method", "confidence"}
        refused = client.get(f"{API}{path}&fields=speakers")
        assert refused.status_code == 422
        assert "speaker_kind" in refused.json()["errors"][0]["message"]

    def test_refuses_expand(self, client: TestClient, told: Json) -> None:
        path = f"{API}/articles/{told['id']}/claims?shape=flat&expand=spans"

        answer = client.get(path)

        assert answer.status_code == 422
        assert "expand" in answer.json()["errors"][0]["message"]

    def test_takes_as_many_reads_for_many_rows_as_for_one(
        self,
        client: TestClient,
        reader: CountingReader,
        make_claim: Make,
        article: Json,
    ) -> None:
        for number in range(9):
            make_claim(text=f"It rained {number}.")
        path = f"/claims?article={article['id']}&shape=flat"

        counts = reader.counts(client, f"{path}&limit=1", f"{path}&limit=9")

        assert counts[0] == counts[1] <= 6

    def test_shows_the_survivor_as_speaker_and_the_printed_name_in_the_chain(
        self, client: TestClient, make_source: Make, make_claim: Make
    ) -> None:
        survivor, other = make_source(name="Anna Earle"), make_source(name="Ann E")
        step = {"position": 1, "source_id": other["id"], "relation": "said"}
        claim = make_claim(attribution=[step])
        path = f"{API}/sources/{other['id']}/merge?reason=x"
        body = {"merged_into_id": survivor["id"]}
        assert client.post(path, json=body, headers=if_match(other)).status_code == 200

        flat = client.get(f"{API}/claims/{claim['id']}?shape=flat").json()

        assert (flat["speaker"], flat["chain"]) == ("Anna Earle", "Ann E")


class TestFields:
    def test_select_any_column_of_a_claim_in_lists(
        self, client: TestClient, told: Json
    ) -> None:
        wanted = "method,channel,confidence,visibility,about,tags,note"
        path = f"/articles/{told['id']}/claims?fields={wanted}"

        (row,) = rows(client, path)

        single = client.get(f"{API}/claims/{row['id']}").json()
        assert row == {name: single[name] for name in ("id", *wanted.split(","))}
