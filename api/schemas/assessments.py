"""Wire format of what assessors held about facts."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.articles import Url
from api.schemas.as_of import RecordAsOf
from api.schemas.lists import PageParams, Params
from api.schemas.refs import ArticleRef, ClaimRef, Created, SourceRef
from api.schemas.sources import Note, SourceDetails
from api.schemas.types import Answer, Body, Id, Instant, Share, ShortText
from db.models.assessment import Bearing, Verdict
from db.models.source import NamedKind


class AssessorIn(SourceDetails):
    """Who assesses: found by its name, or made."""

    kind: NamedKind = "organisation"


class EvidenceIn(Body):
    """One thing that an assessment rests on."""

    claim_id: Id | None = None
    article_id: Id | None = None
    url: Url | None = None
    bearing: Bearing = "supports"

    @model_validator(mode="after")
    def _points_at_one(self) -> Self:
        given = [self.claim_id, self.article_id, self.url]
        if given.count(None) + 1 != len(given):
            message = "give claim_id, article_id or url, one of them"
            raise ValueError(message)
        return self


class AssessmentIn(Body):
    """What an assessor held; with no assessor, our own desk."""

    assessor_id: Id | None = None
    assessor: AssessorIn | None = None
    verdict: Verdict
    verdict_text: ShortText | None = Field(None, description="The words printed.")
    probability: Share | None = Field(None, description="That the fact is so.")
    as_of: Instant | None = Field(
        None, description="When it was held; now if not given."
    )
    rationale: Note | None = None
    evidence: Annotated[list[EvidenceIn], Field(max_length=100)] = []

    @model_validator(mode="after")
    def _names_one_assessor(self) -> Self:
        if self.assessor_id is not None and self.assessor is not None:
            message = "give assessor_id or assessor, not both"
            raise ValueError(message)
        return self


class EvidenceOut(Answer):
    """One thing that an assessment rests on."""

    claim_id: Id | None
    claim: ClaimRef | None
    article_id: Id | None
    article: ArticleRef | None
    url: str | None
    bearing: Bearing


class AssessmentRow(Answer):
    """What an assessor held about a fact at one time; no assessor is our own desk."""

    id: Id
    fact_id: Id
    assessor_id: Id | None
    assessor: SourceRef | None
    verdict: Verdict
    verdict_text: str | None
    probability: float | None
    as_of: Instant
    rationale: str | None
    reason: str | None
    created_at: Instant


class AssessmentOut(AssessmentRow):
    """What an assessor held about a fact at one time, and what that rests on."""

    evidence: list[EvidenceOut]


class AssessmentCreated(AssessmentOut):
    """A new assessment, and what was made with it."""

    created: list[Created]


class AssessmentPage(Answer):
    """One page of assessments; ``next_cursor`` is null on the last."""

    data: list[AssessmentOut]
    next_cursor: str | None


class AssessmentListParams(PageParams, RecordAsOf):
    """Query parameters of what is held of a fact, the latest first."""

    shown = AssessmentOut


class AssessmentParams(Params, RecordAsOf):
    """Query parameters of an assessment."""

    shown = AssessmentOut
