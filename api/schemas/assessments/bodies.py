"""Schemas of assessments in requests."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.articles import Url
from api.schemas.assessments.fields import PROBABILITY, VERDICT_TEXT, VerdictText
from api.schemas.closed_lists import Bearing, NamedKind, Verdict
from api.schemas.sources import Note, SourceDetails
from api.schemas.types import Body, Id, Instant, Share


class AssessorIn(SourceDetails):
    """A description of the assessor, which is matched by name or created."""

    kind: NamedKind = "organisation"


class EvidenceIn(Body):
    """One piece of evidence for an assessment."""

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
    """An assessment of a fact; without an assessor, by our own desk."""

    assessor_id: Id | None = Field(
        None,
        description="The id of the assessor; or send `assessor`; neither "
        "for our own desk.",
    )
    assessor: AssessorIn | None = Field(
        None,
        description="A description of the assessor, which is matched by name or "
        "created.",
    )
    verdict: Verdict
    verdict_text: VerdictText | None = Field(
        None, description=VERDICT_TEXT, examples=["Mostly False"]
    )
    probability: Share | None = Field(None, description=PROBABILITY)
    as_of: Instant | None = Field(
        None, description="When the assessor held this; now if not sent."
    )
    rationale: Note | None = Field(None, description="The reasons for the verdict.")
    evidence: Annotated[list[EvidenceIn], Field(max_length=100)] = Field(
        [], description="The evidence for the verdict."
    )

    @model_validator(mode="after")
    def _names_one_assessor(self) -> Self:
        if self.assessor_id is not None and self.assessor is not None:
            message = "Send either assessor_id or assessor, not both."
            raise ValueError(message)
        return self
