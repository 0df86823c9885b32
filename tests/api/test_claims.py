from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, update

from db.models import Source
from tests.api.bodies import (
    API,
    LARGEST_ID,
    Json,
    day,
    ids,
    if_match,
    said_by,
    step,
    the_error,
    unnamed,
)
from tests.api.conftest import CountingReader, Make

CLAIMS = f"{API}/claims"
# Every column that a writer sends besides the chain, each other than its default.
EVERYTHING = {
    "text": "“It rained,” he said.",
    "statement": "It rained in Minsk.",
    "form": "mixed_quote",
    "act": "prediction",
    "hedges": ["reportedly", "could"],
    "probability_low": 0.55,
    "probability_high": 0.8,
    "probability_basis": "icd_203",
    "channel": "press_conference",
    "knowledge": "briefed",
    "terms": "anonymity_granted",
    "terms_reason": "not authorised to speak",
    "said": day(21, text="on Monday"),
    "about": {"from": None, "to": None, "precision": None, "text": "soon"},
    "language": "en-US",
    "method": "import",
    "confidence": 90,
    "review": "disputed",
    "visibility": "restricted",
    "note": "Checked.",
    "tags": ["weather", "belarus"],
}
WIRE_DAY = {"from": "2022-03-21T00:00:00Z", "to": "2022-03-22T00:00:00Z"}


class TestCreateClaim:
    def test_fills_in_missing_fields(
        self, client: TestClient, claim_body: Json, article: Json
    ) -> None:
        made = client.post(CLAIMS, json=claim_body)

        assert made.status_code == 201
        claim = made.json()
        expected: Json = {
            "version": 1,
            "statement": None,
            "act": "assertion",
            "hedges": [],
            "probability_low": None,
            "probability_high": None,
            "probability_basis": None,
            "channel": None,
            "knowledge": "unknown",
            "terms": "unknown",
            "terms_reason": None,
            "said": None,
            "about": None,
            "language": None,
            "method": "manual",
            "confidence": None,
            "review": "reviewed",
            "visibility": "public",
            "note": None,
            "spans": [],
            "tags": [],
            "stances": [],
            "revision_id": article["revision"]["id"],
            "withdrawn_at": None,
            "created": [],
            "matched": [],
        }
        assert claim.items() >= expected.items()
        assert claim["updated_at"] == claim["created_at"]

    def test_returns_the_stored_claim(
        self, client: TestClient, claim_body: Json
    ) -> None:
        made = client.post(CLAIMS, json=claim_body | EVERYTHING)

        assert made.status_code == 201
        claim = made.json()
        said = day(21, text="on Monday") | WIRE_DAY
        for name, value in (EVERYTHING | {"said": said}).items():
            assert claim[name] == value, name
        read = client.get(made.headers["location"])
        assert read.json() == {
            k: v for k, v in claim.items() if k not in {"created", "matched"}
        }
        assert read.headers["etag"] == made.headers["etag"]

    def test_orders_the_chain_by_position(
        self, make_claim: Make, make_source: Make
    ) -> None:
        first, second = make_source(name="A"), make_source(name="B")
        last = make_source(name="C")
        printed = {"as_printed": "the Pentagon", "cue": "had seen"}
        chain = [
            step(last["id"], 2, "observed") | printed,
            step(second["id"], 1, "relays"),
            step(first["id"], 1, "cites"),
        ]

        claim = make_claim(attribution=chain)

        steps = claim["attribution"]
        assert [(s["position"], s["seq"], s["source_id"]) for s in steps] == [
            (1, 1, second["id"]),
            (1, 2, first["id"]),
            (2, 1, last["id"]),
        ]
        assert [s["relation"] for s in steps] == ["relays", "cites", "observed"]
        assert [s["is_origin"] for s in steps] == [False, False, True]
        assert steps[2].items() >= printed.items()
        assert ids(claim["speakers"]) == [second["id"], first["id"]]
        assert ids(claim["origins"]) == [last["id"]]

    @pytest.mark.parametrize(
        ("said", "published", "dated"),
        [
            (day(21), day(22), {"at": "2022-03-21T00:00:00Z", "basis": "said"}),
            (None, day(22), {"at": "2022-03-22T00:00:00Z", "basis": "published"}),
            (
                {"to": "2022-03-21"},
                day(22),
                {"at": "2022-03-21T00:00:00Z", "basis": "said"},
            ),
            (
                None,
                {"to": "2022-03-21"},
                {"at": "2022-03-21T00:00:00Z", "basis": "published"},
            ),
            (
                {"from": "2022-03-20T09:30Z"},
                day(22),
                {"at": "2022-03-20T09:30:00Z", "basis": "said"},
            ),
            (
                {"to": "2022-04-01", "precision": "month"},
                day(22),
                {"at": "2022-03-01T00:00:00Z", "basis": "said"},
            ),
            (
                {"text": "lately"},
                "2022-Q1",
                {"at": "2022-01-01T00:00:00Z", "basis": "published"},
            ),
            ({"text": "lately"}, None, None),
        ],
    )
    def test_dates_the_claim_by_the_known_end(
        self,
        make_claim: Make,
        make_article: Make,
        said: Json | None,
        published: Json | None,
        dated: Json | None,
    ) -> None:
        article = make_article(published=published)

        claim = make_claim(article_id=article["id"], said=said)

        recorded = {"at": claim["created_at"], "basis": "recorded"}
        assert claim["dated"] == (dated or recorded)

    @pytest.mark.parametrize(
        ("values", "review"),
        [
            ({"method": "manual"}, "reviewed"),
            ({"method": "import"}, "draft"),
            ({"method": "rule"}, "draft"),
            ({"method": "model"}, "draft"),
            ({"method": "model", "review": "reviewed"}, "reviewed"),
            ({"review": "rejected"}, "rejected"),
        ],
    )
    def test_only_manual_claims_are_reviewed_by_default(
        self, make_claim: Make, values: Json, review: str
    ) -> None:
        assert make_claim(**values)["review"] == review

    def test_restricts_off_the_record_claims(self, make_claim: Make) -> None:
        claim = make_claim(terms="off_record", visibility="public")

        assert claim["visibility"] == "restricted"

    @pytest.mark.parametrize("owner", ["source", "article"])
    def test_restricts_claims_of_restricted_sources_and_articles(
        self, make_claim: Make, make_source: Make, make_article: Make, owner: str
    ) -> None:
        makers = {"source": make_source, "article": make_article}
        record = makers[owner](visibility="restricted")
        hanging = (
            {"attribution": said_by(record["id"])}
            if owner == "source"
            else {"article_id": record["id"]}
        )

        assert make_claim(**hanging)["visibility"] == "restricted"

    def test_an_unattributed_claim_has_no_speaker(self, make_claim: Make) -> None:
        claim = make_claim(form="unattributed", attribution=[])

        assert claim["attribution"] == claim["speakers"] == claim["origins"] == []

    @pytest.mark.parametrize(
        ("steps", "pointer"),
        [
            ([(2, "said")], "/attribution"),
            ([(1, "relays"), (3, "said")], "/attribution"),
            ([(0, "said")], "/attribution/0/position"),
            ([(1, "relays")], "/attribution/0/relation"),
            ([(1, "said"), (2, "said")], "/attribution/0/relation"),
            ([(1, "relays"), (2, "cites")], "/attribution/1/relation"),
            ([(1, "said"), (1, "relays")], "/attribution/1/relation"),
            ([(1, "shouts")], "/attribution/0/relation"),
            ([], "/attribution"),
        ],
    )
    def test_refuses_invalid_chains(
        self,
        client: TestClient,
        claim_body: Json,
        make_source: Make,
        steps: list[tuple[int, str]],
        pointer: str,
    ) -> None:
        chain = [step(make_source()["id"], place, how) for place, how in steps]

        answer = client.post(CLAIMS, json=claim_body | {"attribution": chain})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    def test_refuses_a_source_that_is_twice_in_a_chain(
        self, client: TestClient, claim_body: Json, source: Json
    ) -> None:
        chain = said_by(source["id"], source["id"])

        answer = client.post(CLAIMS, json=claim_body | {"attribution": chain})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/attribution/1/source_id"

    def test_refuses_a_speaker_of_an_unattributed_claim(
        self, client: TestClient, claim_body: Json
    ) -> None:
        answer = client.post(CLAIMS, json=claim_body | {"form": "unattributed"})

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == "/attribution"

    @pytest.mark.parametrize(
        ("state", "code"),
        [
            ("unknown", "not_found"),
            ("withdrawn", "not_found"),
            ("merged", "merged"),
            ("of another article", "invalid"),
        ],
    )
    def test_points_at_a_source_it_cannot_use(
        self,
        client: TestClient,
        claim_body: Json,
        source: Json,
        make_source: Make,
        make_article: Make,
        engine: Engine,
        state: str,
        code: str,
    ) -> None:
        printed = {"kind": "anonymous_person", "article_id": make_article()["id"]}
        other = make_source(**(printed if state == "of another article" else {}))
        if state == "withdrawn":
            path = f"{API}/sources/{other['id']}"
            client.delete(path, headers=if_match(other)).raise_for_status()
        if state == "merged":
            _merge(engine, other, source)
        last = LARGEST_ID if state == "unknown" else other["id"]

        chain = said_by(source["id"], last)
        answer = client.post(CLAIMS, json=claim_body | {"attribution": chain})

        assert answer.status_code == 422
        error = the_error(answer)
        assert error["pointer"] == "/attribution/1/source_id"
        assert error["code"] == code

    def test_refuses_the_words_of_another_claim(
        self, client: TestClient, claim: Json, claim_body: Json
    ) -> None:
        answer = client.post(CLAIMS, json=claim_body | {"text": "IT RAINED."})

        assert answer.status_code == 409
        assert answer.json()["conflict"] == {"resource": "claim", "id": claim["id"]}

    def test_accepts_the_same_words_of_another_speaker_place_or_article(
        self, make_claim: Make, make_source: Make, make_article: Make
    ) -> None:
        cue = [{"part": "content", "exact": "It rained"}]

        made = [
            make_claim(),
            make_claim(attribution=said_by(make_source()["id"])),
            make_claim(spans=cue),
            make_claim(article_id=make_article()["id"]),
        ]

        assert len(set(ids(made))) == 4

    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("values", "pointer"),
        [
            ({"article_id": LARGEST_ID}, "/article_id"),
            ({"article_id": 0}, "/article_id"),
            ({"article_id": "one"}, "/article_id"),
            ({"revision_id": LARGEST_ID}, "/revision_id"),
            ({"text": ""}, "/text"),
            ({"text": None}, "/text"),
            ({"text": "x" * 20_001}, "/text"),
            ({"text": "a\0b"}, "/text"),
            ({"statement": ""}, "/statement"),
            ({"form": "quote"}, "/form"),
            ({"act": None}, "/act"),
            ({"hedges": "could"}, "/hedges"),
            ({"hedges": [""]}, "/hedges/0"),
            ({"confidence": -1}, "/confidence"),
            ({"confidence": 101}, "/confidence"),
            ({"confidence": 50.5}, "/confidence"),
            ({"confidence": True}, "/confidence"),
            ({"probability_low": 0.5}, "/probability_basis"),
            ({"probability_basis": "analyst"}, "/probability_basis"),
            ({"probability_low": -0.1}, "/probability_low"),
            ({"probability_high": 1.1}, "/probability_high"),
            (
                {
                    "probability_low": 0.6,
                    "probability_high": 0.5,
                    "probability_basis": "analyst",
                },
                "/probability_low",
            ),
            ({"terms": "secret"}, "/terms"),
            ({"language": "English!"}, "/language"),
            ({"review": "any"}, "/review"),
            ({"tags": [""]}, "/tags/0"),
            ({"dated_at": "2022-03-21"}, "/dated_at"),
            ({"id": 5}, "/id"),
            ({"speakers": []}, "/speakers"),
            ({"attribution": [{"position": 1, "relation": "said"}]}, "/attribution/0"),
            ({"attribution": [step(1) | {"seq": 1}]}, "/attribution/0/seq"),
        ],
    )
    def test_points_at_the_error(
        self, client: TestClient, claim_body: Json, values: Json, pointer: str
    ) -> None:
        answer = client.post(CLAIMS, json=claim_body | values)

        assert answer.status_code == 422
        assert the_error(answer)["pointer"] == pointer

    @pytest.mark.parametrize("name", ["article_id", "text", "form", "attribution"])
    def test_requires_required_fields(
        self, client: TestClient, claim_body: Json, name: str
    ) -> None:
        del claim_body[name]

        answer = client.post(CLAIMS, json=claim_body)

        assert answer.status_code == 422
        error = the_error(answer)
        assert (error["pointer"], error["code"]) == (f"/{name}", "missing")

    @pytest.mark.parametrize("confidence", [0, 100])
    def test_accepts_the_ends_of_every_scale(
        self, make_claim: Make, confidence: int
    ) -> None:
        certain = {"probability_low": 0, "probability_high": 1}

        claim = make_claim(
            confidence=confidence, probability_basis="stated_number", **certain
        )

        assert claim["confidence"] == confidence
        assert claim.items() >= certain.items()


def _merge(engine: Engine, source: Json, survivor: Json) -> None:
    merged = dict.fromkeys(("merged_into_id", "survivor_id"), survivor["id"])
    with engine.begin() as connection:
        connection.execute(
            update(Source).where(Source.id == source["id"]).values(merged)
        )


class TestReadClaim:
    def test_shows_article_outlet_revision_and_labels(
        self, make_claim: Make, make_article: Make, source: Json
    ) -> None:
        article = make_article(
            outlet={"name": "CNN"}, published=day(22), text="It rained.", url="http://x"
        )
        chain = [unnamed("officials", "anonymous_group") | {"relation": "relays"}]
        chain.append(step(source["id"], 2))

        claim = make_claim(article_id=article["id"], attribution=chain)

        assert claim["article"] == {
            name: article[name] for name in ("id", "title", "url", "published")
        } | {"outlet": article["outlet"]}
        assert claim["revision"] == article["revision"]
        (speaker,) = claim["speakers"]
        assert speaker == {
            "id": speaker["id"],
            "name": "officials",
            "label": f"officials · CNN 2022-03-22 · #{speaker['id']}",
            "kind": "anonymous_group",
        }
        (origin,) = claim["origins"]
        assert origin["label"] == origin["name"] == source["name"]
        first, second = claim["attribution"]
        assert first["source"] == first["printed_source"] == speaker
        assert second["source"] == second["printed_source"] == origin
        assert second["printed_source_id"] == second["source_id"] == source["id"]

    def test_shows_only_the_fields_that_are_named(
        self, client: TestClient, claim: Json
    ) -> None:
        answer = client.get(f"{CLAIMS}/{claim['id']}?fields=text,tags&fields=said")

        assert answer.json() == {
            "id": claim["id"],
            "text": claim["text"],
            "tags": [],
            "said": None,
        }

    def test_runs_only_the_queries_of_the_requested_fields(
        self, client: TestClient, reader: CountingReader, claim: Json
    ) -> None:
        path = f"/claims/{claim['id']}"
        fields = ["text", "speakers", "tags,spans", "origins,attribution", "stances"]

        counts = reader.counts(client, *(f"{path}?fields={one}" for one in fields))

        # The row alone, and each of the parts that there are.
        assert counts == [1, 2, 3, 2, 1]
        assert reader.counts(client, path, f"{path}?shape=flat") == [4, 3]

    def test_has_no_revision_if_the_article_has_no_text(
        self, make_claim: Make, make_article: Make
    ) -> None:
        claim = make_claim(article_id=make_article()["id"])

        assert claim["revision_id"] is claim["revision"] is None

    @pytest.mark.parametrize(
        ("claim_id", "status"), [(LARGEST_ID, 404), (0, 422), ("x", 422), (2**53, 422)]
    )
    def test_refuses_unknown_and_invalid_ids(
        self, client: TestClient, claim_id: Any, status: int
    ) -> None:
        assert client.get(f"{CLAIMS}/{claim_id}").status_code == status
