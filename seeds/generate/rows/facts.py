"""Rows of facts and of judgements on them."""

from datetime import datetime
from typing import NamedTuple


class FactRow(NamedTuple):
    """A fact."""

    id: int
    created_at: datetime
    updated_at: datetime
    version: int
    slug: str
    statement: str
    statement_key: str
    kind: str
    resolution_criteria: str | None
    opens_at: datetime
    resolves_by: datetime | None
    visibility: str = "public"
    embargo_inherited: bool = False


class StanceRow(NamedTuple):
    """The stance of a claim on a fact."""

    id: int
    analyst_id: int
    created_at: datetime
    claim_id: int
    judged_fact_id: int
    fact_id: int
    dated_at: datetime
    recorded_at: datetime
    article_id: int
    start: int
    draft_visibility: str | None
    stance: str


class AssessmentRow(NamedTuple):
    """An assessment of a fact."""

    id: int
    analyst_id: int
    created_at: datetime
    judged_fact_id: int
    fact_id: int
    assessor_id: int | None
    verdict: str
    verdict_text: str | None
    probability: float | None
    as_of: datetime


class EvidenceRow(NamedTuple):
    """Evidence for an assessment."""

    id: int
    judged_fact_id: int
    assessment_id: int
    url: str
    bearing: str


class OutcomeRow(NamedTuple):
    """The outcome of a fact."""

    id: int
    analyst_id: int
    created_at: datetime
    judged_fact_id: int
    fact_id: int
    value: str
    occurred_from: datetime | None
    occurred_to: datetime | None
    occurred_precision: str | None
    known_at: datetime
