"""Wire format of what assessors held about facts."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.articles import Url
from api.schemas.as_of import RecordAsOf
from api.schemas.closed_lists import Bearing, NamedKind, Verdict
from api.schemas.columns import CreatedAt, NextCursor, Rationale, Reason, RecordId
from api.schemas.lists import PageParams, Params
from api.schemas.refs import (
    ArticleRef,
    ClaimRef,
    CreatedRecords,
    MatchedRecords,
    SourceRef,
)
from api.schemas.sources import Note, SourceDetails
from api.schemas.types import Answer, Body, Id, Instant, Share, Text

VERDICT_TEXT = "The verdict in the words of the assessor, as printed."
PROBABILITY = "The probability that the fact is so, from 0 to 1; null if not given."
AS_OF = "When the assessor held this."

VerdictText = Annotated[Text, Field(min_length=1, max_length=5000)]


class AssessorIn(SourceDetails):
    """Who assesses: found by its name, or created."""

    kind: NamedKind = "organisation"


class EvidenceIn(Body):
    """One thing that an assessment rests on."""

    claim_id: Id | None = Field(None, description="The id of a claim.")
    article_id: Id | None = Field(None, description="The id of an article.")
    url: Url | None = Field(None, description="The web address of anything else.")
    bearing: Bearing = "supports"

    @model_validator(mode="after")
    def _points_at_one(self) -> Self:
        given = [self.claim_id, self.article_id, self.url]
        if given.count(None) + 1 != len(given):
            message = "Send exactly one of claim_id, article_id and url."
            raise ValueError(message)
        return self


class AssessmentIn(Body):
    """What an assessor held about a fact; without an assessor, our own desk."""

    assessor_id: Id | None = Field(
        None,
        description="The id of the source that assesses; or send `assessor`; neither "
        "for our own desk.",
    )
    assessor: AssessorIn | None = Field(
        None,
        description="The source that assesses, described: found by its name, or "
        "created.",
    )
    verdict: Verdict
    verdict_text: VerdictText | None = Field(
        None, description=VERDICT_TEXT, examples=["Mostly False"]
    )
    probability: Share | None = Field(None, description=PROBABILITY)
    as_of: Instant | None = Field(
        None, description="When the assessor held this; now if not given."
    )
    rationale: Note | None = Field(
        None, description="The considerations behind the verdict."
    )
    evidence: Annotated[list[EvidenceIn], Field(max_length=100)] = Field(
        [], description="What the verdict rests on."
    )

    @model_validator(mode="after")
    def _names_one_assessor(self) -> Self:
        if self.assessor_id is not None and self.assessor is not None:
            message = "Send either assessor_id or assessor, not both."
            raise ValueError(message)
        return self


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


class AssessmentListParams(PageParams, RecordAsOf):
    """Query parameters of what is held of a fact, the latest first."""

    shown = AssessmentOut


class AssessmentParams(Params, RecordAsOf):
    """Query parameters of an assessment."""

    shown = AssessmentOut
