from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.commands.articles import withdraw_article
from db.commands.claims import withdraw_claim
from db.commands.facts import (
    assess_fact,
    merge_fact,
    record_outcome,
    supersede_outcome,
    withdraw_fact,
    withdraw_outcome,
)
from db.engine.session import Context, Write
from db.errors import (
    ConflictError,
    InvalidError,
    MergedError,
    NotFoundError,
    StaleError,
)
from db.models import Assessment, Fact
from db.queries.assessments import list_assessments, list_evidence
from db.queries.facts import get_fact
from tests.factories import make_article, make_claim, make_fact, make_source

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
YES = {"value": "yes", "known_at": MONDAY}
NO = {"value": "no", "known_at": TUESDAY}
HELD = {"verdict": "true", "as_of": MONDAY}


@pytest.fixture
def fact(write: Write) -> Fact:
    return make_fact(write)


def behind(write: Write) -> datetime:
    return write.now + timedelta(microseconds=1)


def held(write: Write, fact: Fact) -> list[Any]:
    """Return the assessments of a fact, the latest first."""
    read = list_assessments(limit=9, viewer=write.viewer)
    return list(write.rows(read, fact=fact.id, until=behind(write)))


def shown(write: Write, fact: Fact) -> Any:
    find = get_fact(viewer=write.viewer)
    (row,) = write.rows(find, fact=fact.id, until=behind(write))
    return row


class TestAssessFact:
    def test_appends_each_judgement_with_its_author_and_reason(
        self, write: Write
    ) -> None:
        explained = replace(write, context=Context(reason="a new report"))
        fact, desk = make_fact(write), make_source(write, kind="organisation")
        given = HELD | {
            "assessor_id": desk.id,
            "verdict_text": "Pants on fire",
            "probability": 0.1,
            "rationale": "Nobody saw it.",
        }

        made = assess_fact(explained, fact.id, given)

        (row,) = held(write, fact)
        assert (row.id, row.fact_id, row.reason) == (made.id, fact.id, "a new report")
        assert {name: getattr(row, name) for name in given} == given
        assert (row.created_at, shown(write, fact).version) == (write.now, 2)

    def test_defaults_to_now_and_our_own_desk(self, write: Write, fact: Fact) -> None:
        assess_fact(write, fact.id, {"verdict": "mixed"})

        (row,) = held(write, fact)
        assert (row.as_of, row.assessor_id) == (write.now, None)

    def test_matches_or_creates_the_assessor(self, write: Write, fact: Fact) -> None:
        desk = {"kind": "organisation", "name": "PolitiFact"}
        for as_of in (MONDAY, TUESDAY):
            given = {"verdict": "false", "as_of": as_of, "assessor": desk}
            assess_fact(write, fact.id, given)

        tuesday, monday = held(write, fact)
        assert tuesday.assessor_id == monday.assessor_id is not None
        assert tuesday.assessor_name == "PolitiFact"

    def test_stores_claims_articles_and_addresses_as_evidence(
        self, write: Write, fact: Fact
    ) -> None:
        claim, article = make_claim(write), make_article(write)
        evidence = [
            {"claim_id": claim.id, "bearing": "contradicts"},
            {"article_id": article.id, "bearing": "context"},
            {"url": "https://example.org/", "bearing": "supports"},
        ]

        made = assess_fact(write, fact.id, HELD, evidence=evidence)
        assess_fact(write, fact.id, HELD | {"as_of": TUESDAY}, evidence=evidence[:1])

        read = list_evidence(viewer=write.viewer)
        rows = write.rows(read, assessment__0=made.id)
        found = [(row.claim_id, row.article_id, row.url, row.bearing) for row in rows]
        assert found == [
            (claim.id, None, None, "contradicts"),
            (None, article.id, None, "context"),
            (None, None, "https://example.org/", "supports"),
        ]

    def test_supersedes_the_assessment_of_the_same_assessor_and_as_of(
        self, write: Write, fact: Fact
    ) -> None:
        desk = make_source(write)
        for assessor in ({}, {"assessor_id": desk.id}):
            for as_of in (MONDAY, TUESDAY):
                assess_fact(write, fact.id, HELD | assessor | {"as_of": as_of})

        assess_fact(write, fact.id, HELD | {"verdict": "false"})
        assess_fact(write, fact.id, HELD | {"verdict": "mixed", "assessor_id": desk.id})

        found = [(row.as_of, row.assessor_id, row.verdict) for row in held(write, fact)]
        assert found == [
            (TUESDAY, desk.id, "true"),
            (TUESDAY, None, "true"),
            (MONDAY, desk.id, "mixed"),
            (MONDAY, None, "false"),
        ]
        gone = select(func.count(Assessment.id)).where(
            Assessment.fact_id == fact.id, Assessment.superseded_at == write.now
        )
        assert write.session.scalar(gone) == 2
        assert shown(write, fact).version == 7

    @pytest.mark.parametrize(
        ("spec", "path"),
        [
            ({"as_of": datetime(2100, 1, 1, tzinfo=UTC)}, ("as_of",)),
            ({"assessor_id": 9_000_000}, ("assessor_id",)),
            (
                {"assessor": {"kind": "anonymous_person", "name": "x"}},
                ("assessor", "kind"),
            ),
        ],
    )
    def test_refuses_invalid_values(
        self, write: Write, fact: Fact, spec: Any, path: tuple[str, ...]
    ) -> None:
        with pytest.raises(InvalidError) as caught:
            assess_fact(write, fact.id, HELD | spec)

        assert caught.value.path == path
        assert shown(write, fact).version == 1

    @pytest.mark.parametrize(
        ("evidence", "path"),
        [
            ({}, ()),
            ({"url": "https://a.org", "article_id": 1}, ()),
            ({"claim_id": 9_000_000}, ("claim_id",)),
            ({"article_id": 9_000_000}, ("article_id",)),
        ],
    )
    def test_error_path_names_the_invalid_evidence(
        self, write: Write, fact: Fact, evidence: Any, path: tuple[str, ...]
    ) -> None:
        first = {"url": "https://a.org", "bearing": "supports"}

        with pytest.raises(InvalidError) as caught:
            assess_fact(write, fact.id, HELD, evidence=[first, evidence])

        assert caught.value.path == ("evidence", 1, *path)
        assert held(write, fact) == []

    def test_refuses_withdrawn_evidence(self, write: Write, fact: Fact) -> None:
        claim, article = make_claim(write), make_article(write)
        withdraw_claim(write, claim.id, version=1)
        withdraw_article(write, article.id, version=1)

        for one in ({"claim_id": claim.id}, {"article_id": article.id}):
            with pytest.raises(InvalidError, match="No such"):
                assess_fact(write, fact.id, HELD, evidence=[one])

    def test_refuses_merged_and_withdrawn_facts(self, write: Write, fact: Fact) -> None:
        merged, gone = make_fact(write), make_fact(write)
        merge_fact(write, merged.id, into_id=fact.id, version=1)
        withdraw_fact(write, gone.id, version=1)

        with pytest.raises(MergedError):
            assess_fact(write, merged.id, HELD)
        with pytest.raises(NotFoundError):
            assess_fact(write, gone.id, HELD)


class TestRecordOutcome:
    def test_stores_given_values(self, write: Write, fact: Fact) -> None:
        given = YES | {
            "occurred_from": MONDAY,
            "occurred_to": TUESDAY,
            "occurred_precision": "day",
            "occurred_text": "on Monday",
            "rationale": "Two agencies said so.",
        }

        record_outcome(write, fact.id, given)

        row = shown(write, fact)
        found = {name: getattr(row, name) for name in given if name != "value"}
        assert found | {"value": row.outcome_value} == given
        assert row.version == 2

    def test_conflict_names_the_current_outcome(self, write: Write, fact: Fact) -> None:
        first = record_outcome(write, fact.id, YES)

        with pytest.raises(ConflictError, match="has an outcome") as caught:
            record_outcome(write, fact.id, YES)

        assert (caught.value.resource, caught.value.record_id) == ("outcome", first.id)
        assert shown(write, fact).version == 2

    def test_conflicts_with_the_outcome_of_a_merged_fact(
        self, write: Write, fact: Fact
    ) -> None:
        merged = make_fact(write)
        record_outcome(write, merged.id, YES)
        merge_fact(write, merged.id, into_id=fact.id, version=2)

        with pytest.raises(ConflictError, match="has an outcome"):
            record_outcome(write, fact.id, NO)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"known_at": MONDAY - timedelta(microseconds=1)}, "before the fact open"),
            ({"known_at": datetime(2100, 1, 1, tzinfo=UTC)}, "in the future"),
        ],
    )
    def test_refuses_known_at_before_the_opening_or_in_the_future(
        self, write: Write, values: dict[str, Any], message: str
    ) -> None:
        fact = make_fact(write, opens_at=MONDAY)

        with pytest.raises(InvalidError, match=message) as caught:
            record_outcome(write, fact.id, YES | values)

        assert caught.value.path == ("known_at",)
        assert record_outcome(write, fact.id, YES).known_at == MONDAY


class TestSupersedeOutcome:
    def test_stores_another_outcome_and_keeps_the_first(
        self, write: Write, fact: Fact
    ) -> None:
        first = record_outcome(write, fact.id, YES)

        second = supersede_outcome(write, fact.id, NO, version=2)

        row = shown(write, fact)
        assert (row.outcome_id, row.outcome_value, row.version) == (second.id, "no", 3)
        assert first.superseded_at == write.now
        assert write.changes[-1].action == "supersede"

    def test_stores_the_first_outcome_too(self, write: Write, fact: Fact) -> None:
        supersede_outcome(write, fact.id, YES, version=None)

        assert shown(write, fact).outcome_value == "yes"
        assert write.changes[-1].action == "update"

    def test_refuses_a_stale_version(self, write: Write, fact: Fact) -> None:
        with pytest.raises(StaleError):
            supersede_outcome(write, fact.id, YES, version=2)


class TestWithdrawOutcome:
    def test_withdraws_the_outcome(self, write: Write, fact: Fact) -> None:
        record_outcome(write, fact.id, YES)

        withdraw_outcome(write, fact.id, version=2)

        row = shown(write, fact)
        assert (row.outcome_id, row.version) == (None, 3)
        with pytest.raises(NotFoundError, match="No outcome"):
            withdraw_outcome(write, fact.id, version=3)
        assert record_outcome(write, fact.id, NO).id

    def test_the_outcome_of_a_merged_fact_counts_instead(
        self, write: Write, fact: Fact
    ) -> None:
        merged = make_fact(write)
        waiting = record_outcome(write, merged.id, YES)
        record_outcome(write, fact.id, YES)
        merge_fact(write, merged.id, into_id=fact.id, version=2)

        withdraw_outcome(write, fact.id, version=2)

        assert shown(write, fact).outcome_id == waiting.id
        with pytest.raises(ConflictError, match="a fact that is merged") as caught:
            withdraw_outcome(write, fact.id, version=3)
        assert (caught.value.resource, caught.value.record_id) == ("fact", merged.id)
