"""Schemas of assessments in responses."""

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
    """One piece of evidence for an assessment."""

    claim_id: Id | None = Field(description="The id of the claim, if it is one.")
    claim: ClaimRef | None = Field(description="The claim, if it is one.")
    article_id: Id | None = Field(description="The id of the article, if it is one.")
    article: ArticleRef | None = Field(description="The article, if it is one.")
    url: str | None = Field(description="The web address of anything else.")
    bearing: Bearing


class AssessmentRow(Answer):
    """The assessment of a fact by an assessor at one time."""

    id: RecordId
    fact_id: Id = Field(description="The id of the fact.")
    assessor_id: Id | None = Field(
        description="The id of the assessor; null for our own desk."
    )
    assessor: SourceRef | None = Field(
        description="The assessor; null for our own desk."
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
    """The assessment of a fact by an assessor at one time, with its evidence."""

    evidence: list[EvidenceOut] = Field(description="The evidence for the verdict.")


class AssessmentCreated(AssessmentOut):
    """A new assessment, with the records created with it."""

    created: CreatedRecords
    matched: MatchedRecords


class AssessmentPage(Answer):
    """One page of assessments."""

    data: list[AssessmentOut] = Field(description="The assessments of this page.")
    next_cursor: NextCursor
