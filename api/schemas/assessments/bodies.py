"""Assessments as they are sent to be stored."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.articles import Url
from api.schemas.assessments.fields import PROBABILITY, VERDICT_TEXT, VerdictText
from api.schemas.closed_lists import Bearing, NamedKind, Verdict
from api.schemas.sources import Note, SourceDetails
from api.schemas.types import Body, Id, Instant, Share


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
