"""Assessments as they are returned."""

from pydantic import Field

from api.schemas.assessments.fields import AS_OF, PROBABILITY, VERDICT_TEXT
from api.schemas.closed_lists import Bearing, Verdict
from api.schemas.columns import CreatedAt, NextCursor, Rationale, Reason, RecordId
from api.schemas.refs import (
    ArticleRef,
    ClaimRef,
    CreatedRecords,
    MatchedRecords,
    SourceRef,
)
from api.schemas.types import Answer, Id, Instant


class EvidenceOut(Answer):
    """One thing that an assessment rests on."""

    claim_id: Id | None = Field(description="The id of the claim, if it is one.")
    claim: ClaimRef | None = Field(description="The claim, if it is one.")
    article_id: Id | None = Field(description="The id of the article, if it is one.")
    article: ArticleRef | None = Field(description="The article, if it is one.")
    url: str | None = Field(description="The web address of anything else.")
    bearing: Bearing


class AssessmentRow(Answer):
    """What an assessor held about a fact at one time."""

    id: RecordId
    fact_id: Id = Field(description="The id of the fact.")
    assessor_id: Id | None = Field(
        description="The id of the source that assessed; null for our own desk."
    )
    assessor: SourceRef | None = Field(
        description="The source that assessed; null for our own desk."
    )
    verdict: Verdict
    verdict_text: str | None = Field(
        description=VERDICT_TEXT, examples=["Mostly False"]
    )
    probability: float | None = Field(description=PROBABILITY)
    as_of: Instant = Field(description=AS_OF)
    rationale: Rationale
    reason: Reason
    created_at: CreatedAt


class AssessmentOut(AssessmentRow):
    """What an assessor held about a fact at one time, and on what evidence."""

    evidence: list[EvidenceOut] = Field(description="What the verdict rests on.")


class AssessmentCreated(AssessmentOut):
    """A new assessment, and what was created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class AssessmentPage(Answer):
    """One page of assessments."""

    data: list[AssessmentOut] = Field(description="The assessments of this page.")
    next_cursor: NextCursor
