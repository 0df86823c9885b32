"""The statements of LIAR over HTTP: sources, facts, claims and the verdicts.

``ONRECORD_TEST_LIAR=all`` records all 11,553 of them, not a tenth.
"""

import os
import re
from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from db.values.text import fold
from tests.conftest import ROOT
from tests.real import liar
from tests.real.conftest import walk
from tests.real.liar import VERDICTS, Json, Row

API = "/api/v1"
Made = dict[str, int]  # the ids of facts, by their slugs

EVERYTHING = os.environ.get("ONRECORD_TEST_LIAR") == "all"
# In a sample, which has speakers with several pages of statements, not with hundreds.
SPEAKERS, STATEMENTS = {"sqlite": 2, "postgresql": 1}, 120

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def most_quoted(backend: str) -> list[str]:
    if EVERYTHING:
        return liar.most_quoted(liar.rows(), 4, at_most=len(liar.rows()))
    return liar.most_quoted(liar.rows(), SPEAKERS[backend], at_most=STATEMENTS)


@pytest.fixture(scope="module")
def rows(most_quoted: list[str]) -> list[Row]:
    found = liar.rows()
    return found if EVERYTHING else liar.some(found, most_quoted)


@pytest.fixture(scope="module")
def politifact(client: TestClient) -> int:
    outlet = {"kind": "outlet", "name": liar.ASSESSOR}
    return int(client.post(f"{API}/sources", json=outlet).json()["id"])


@pytest.fixture(scope="module")
def made(client: TestClient, engine: Engine, rows: list[Row], politifact: int) -> Made:
    """Every statement with its fact, and what PolitiFact held of it."""
    ids: Made = {}
    for body, part in liar.records(rows, politifact):
        answer = client.post(f"{API}/articles", json=body)
        assert answer.status_code == 201, answer.text[:2000]
        facts = [m for m in answer.json()["created"] if m["resource"] == "fact"]
        assert len(facts) == len(part)
        ids |= {liar.slug(row): m["id"] for row, m in zip(part, facts, strict=True)}
    for row in rows:
        body = liar.assessment(row, politifact)
        path = f"{API}/facts/{ids[liar.slug(row)]}/assessments?reason=LIAR"
        answer = client.post(path, json=body)
        assert answer.status_code == 201, answer.text
    with engine.begin() as connection:  # PostgreSQL itself does so within a minute
        connection.execute(text("ANALYZE"))
    return ids


@pytest.fixture(scope="module")
def ask(client: TestClient, made: Made) -> Any:
    def ask_for(path: str, **params: Any) -> Any:
        assert made
        answer = client.get(f"{API}/{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask_for


def total(ask: Any, path: str, **params: Any) -> int:
    return int(ask(path, include="total", limit=1, **params)["total"])


def speaker_id(ask: Any, speaker: str) -> int:
    found = ask("sources", q=liar.name(speaker), limit=1000)["data"]
    (source,) = (one for one in found if one["name"] == liar.name(speaker))
    return int(source["id"])


def expected_record(rows: list[Row], speaker: str) -> Json:
    """Return the results of a speaker's statements by the verdicts of PolitiFact."""
    verdicts = Counter(VERDICTS[r["label"]] for r in rows if r["speaker"] == speaker)
    return {
        "pairs": verdicts.total(),
        "claims": verdicts.total(),
        "borne_out": verdicts["true"] + verdicts["mostly_true"],
        "not_borne_out": verdicts["false"] + verdicts["mostly_false"],
        "between": verdicts["mixed"],
    }


class TestImport:
    def test_each_statement_has_a_claim_and_a_fact(
        self, ask: Any, rows: list[Row]
    ) -> None:
        assert total(ask, "claims") == total(ask, "facts") == len(rows)

    def test_each_speaker_has_a_source(self, ask: Any, rows: list[Row]) -> None:
        expected = Counter(liar.kinds(rows).values())
        expected["outlet"] += 1

        found = {kind: total(ask, "sources", kind=kind) for kind in expected}

        assert found == expected
        assert total(ask, "sources") == 1 + len({row["speaker"] for row in rows})

    @pytest.mark.usefixtures("made")
    def test_every_claim_has_its_words_its_speaker_and_its_fact(
        self, client: TestClient, rows: list[Row]
    ) -> None:
        by_slug = {liar.slug(row): row for row in rows}

        found = walk(client, f"{API}/claims", limit=1000, expand="attribution,stances")

        seen = set()
        for claim in found:
            (stance,), (step,) = claim["stances"], claim["attribution"]
            row = by_slug[stance["fact"]["slug"]]
            assert claim["text"] == stance["fact"]["statement"] == row["statement"]
            assert step["source"]["name"] == liar.name(row["speaker"])
            assert step["as_printed"] == liar.as_printed(row)
            seen.add(row["id"])
        assert len(found) == len(seen) == len(rows)

    def test_claims_have_the_channel_of_the_statement(
        self, ask: Any, rows: list[Row], made: Made
    ) -> None:
        for row in rows[::97]:
            (claim,) = ask(f"facts/{liar.slug(row)}/claims")["data"]

            record = ask(f"claims/{claim['id']}")

            assert record["channel"] == row["context"]
            assert record["note"] == f"LIAR {row['id']}"
            assert record["stances"][0]["fact_id"] == made[liar.slug(row)]

    def test_chain_mails_and_posts_are_documents(self, ask: Any) -> None:
        documents = ask("sources", kind="document", limit=1000)["data"]

        assert {"Chain Email", "Facebook Posts"} <= {one["name"] for one in documents}


class TestVerdicts:
    def test_are_mapped_as_documented(self) -> None:
        page = (ROOT / "docs" / "verdicts.md").read_text("utf-8")

        table = dict(
            re.findall(r"^\| `([a-z-]+)` \| `([a-z_]+)` \|", page, re.MULTILINE)
        )

        assert table == VERDICTS

    def test_can_be_counted(self, ask: Any, rows: list[Row]) -> None:
        expected = Counter(VERDICTS[row["label"]] for row in rows)

        found = {name: total(ask, "facts", verdict=name) for name in expected}

        assert found == expected
        assert total(ask, "facts", verdict=list(expected)) == len(rows)

    def test_determine_the_states_of_facts(self, ask: Any, rows: list[Row]) -> None:
        labels = Counter(row["label"] for row in rows)

        held = {
            state: total(ask, "facts", status=state)
            for state in ("held_true", "held_false", "contested", "open")
        }

        assert held == {
            "held_true": labels["true"] + labels["mostly-true"],
            "held_false": sum(
                labels[word] for word in ("pants-fire", "false", "barely-true")
            ),
            "contested": labels["half-true"],
            "open": 0,
        }

    def test_keep_the_printed_words(
        self, ask: Any, rows: list[Row], politifact: int
    ) -> None:
        for row in [*rows[::53], *liar.same(rows)]:
            (held,) = ask(f"facts/{liar.slug(row)}/assessments")["data"]

            assert held["verdict_text"] == row["label"]
            assert held["verdict"] == VERDICTS[row["label"]]
            assert held["assessor"]["id"] == politifact
            assert held["as_of"] == f"{liar.HELD_BY}T00:00:00Z"

    def test_are_unknown_before_the_data_set_was_published(self, ask: Any) -> None:
        verdicts = list(dict.fromkeys(VERDICTS.values()))

        before = total(ask, "facts", verdict=verdicts, as_of="2017-07-29")

        assert before == 0
        assert total(ask, "facts", verdict=verdicts, as_of=liar.HELD_BY) > 0


class TestEqualStatements:
    def test_have_different_verdicts_in_six_cases(self, rows: list[Row]) -> None:
        labels: dict[str, set[str]] = {}
        for row in liar.same(rows):
            labels.setdefault(fold(row["statement"]), set()).add(row["label"])

        assert (len(liar.same(rows)), len(labels)) == (43, 21)
        assert sum(len(given) > 1 for given in labels.values()) == 6

    def test_remain_separate_facts(self, ask: Any, rows: list[Row], made: Made) -> None:
        for row in liar.same(rows):
            fact = ask(f"facts/{liar.slug(row)}")

            assert fact["id"] == made[liar.slug(row)]
            assert fact["statement"] == row["statement"]

    def test_are_refused_as_ambiguous_references(
        self, client: TestClient, ask: Any, rows: list[Row], made: Made
    ) -> None:
        words = next(r["statement"] for r in liar.same(rows) if "abortion" in str(r))
        expected = {made[liar.slug(r)] for r in rows if r["statement"] == words}
        (article, *_) = ask("articles")["data"]
        body = {
            "article_id": article["id"],
            "text": "Once more.",
            "form": "unattributed",
            "attribution": [],
            "stances": [{"fact": {"statement": words}, "stance": "supports"}],
        }

        answer = client.post(f"{API}/claims", json=body)

        assert answer.status_code == 409
        candidates = answer.json()["candidates"]
        assert {one["id"] for one in candidates} == expected
        assert len(expected) > 1


class TestMostQuotedSpeakers:
    def test_have_the_number_of_claims_of_the_file(
        self, ask: Any, most_quoted: list[str]
    ) -> None:
        counts = Counter(row["speaker"] for row in liar.rows())

        for speaker in most_quoted:
            found = total(ask, f"sources/{speaker_id(ask, speaker)}/claims")

            assert found == counts[speaker]

    def test_have_the_verdicts_of_the_file(
        self, ask: Any, client: TestClient, rows: list[Row], most_quoted: list[str]
    ) -> None:
        verdicts = {
            fact["id"]: verdict
            for verdict in dict.fromkeys(VERDICTS.values())
            for fact in walk(client, f"{API}/facts", verdict=verdict, limit=1000)
        }

        for speaker in most_quoted:
            path = f"{API}/sources/{speaker_id(ask, speaker)}/claims"
            claims = walk(client, path, limit=1000, expand="stances")

            held = Counter(verdicts[one["stances"][0]["fact_id"]] for one in claims)
            assert held == Counter(
                VERDICTS[row["label"]] for row in rows if row["speaker"] == speaker
            )

    def test_have_the_expected_track_records_by_assessor(
        self, ask: Any, rows: list[Row], politifact: int, most_quoted: list[str]
    ) -> None:
        for speaker in most_quoted:
            path = f"sources/{speaker_id(ask, speaker)}/record"

            record = ask(path, by=f"assessor:{politifact}")

            expected = expected_record(rows, speaker)
            decided = expected["borne_out"] + expected["not_borne_out"]
            assert expected.items() <= record["held"].items()
            assert record["rate"]["n"] == decided
            if speaker in liar.DOCUMENTS:
                assert record["rate"]["value"] is None
                assert record["rate"]["reason"].startswith("A document")
            else:
                share = expected["borne_out"] / decided
                assert record["rate"]["value"] == pytest.approx(share, abs=1e-4)

    def test_have_no_rate_by_outcomes(self, ask: Any, most_quoted: list[str]) -> None:
        speaker, *_ = most_quoted

        record = ask(f"sources/{speaker_id(ask, speaker)}/record")

        assert record["held"]["open"] == record["held"]["pairs"]
        assert record["rate"]["value"] is None
