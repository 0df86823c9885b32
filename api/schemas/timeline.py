"""Wire format of timelines of facts."""

from pydantic import Field

from api.schemas.as_of import RecordAsOf
from api.schemas.assessments import AssessmentRow
from api.schemas.claim_facts import AfterVerdict
from api.schemas.claims.hidden import DRAFTS_ON_FACT, Hidden
from api.schemas.closed_lists import (
    DatedBasis,
    Mark,
    Precision,
    Sign,
    StanceValue,
)
from api.schemas.columns import AsOfInstant, NextCursor
from api.schemas.lists import LongCursorParams
from api.schemas.outcomes import OutcomeOut
from api.schemas.refs import ArticleRef, FactRef, SourceRef
from api.schemas.retractions import RetractionOut
from api.schemas.types import Answer, Id, Instant


class TimelineParams(LongCursorParams, RecordAsOf):
    """Query parameters of a timeline."""


class StanceAt(Answer):
    """A stance of a claim on the fact, and its date."""

    claim_id: Id = Field(description="The id of the claim.")
    article_id: Id = Field(description="The id of the article that printed it.")
    at: Instant = Field(description="The date of the claim.")
    basis: DatedBasis
    stance: StanceValue
    sign: Sign | None
    marks: list[Mark] = Field(description="Notable properties of the stance.")
    retracted_by: RetractionOut | None = Field(
        description="The claim by which the source took it back; null if it did not."
    )
    article_retracted_at: Instant | None = Field(
        description="When the article was retracted; null if it was not, or if that is "
        "unknown."
    )
    after_verdict: AfterVerdict


class SourceTimeline(Answer):
    """The stances of one source on the fact."""

    source_id: Id = Field(description="The id of the source.")
    source: SourceRef = Field(description="The source.")
    stances: list[StanceAt] = Field(
        description="The stances it held, the earliest first."
    )


class FirstReport(Answer):
    """The first article of an outlet about the fact."""

    outlet_id: Id = Field(description="The id of the outlet.")
    outlet: SourceRef = Field(description="The outlet.")
    article_id: Id = Field(description="The id of its first article about the fact.")
    first_at: Instant | None = Field(
        description="When that article was published; null if unknown."
    )
    lag_seconds: int | None = Field(
        description="The number of seconds between the first article of all outlets "
        "and this one; null if a date is unknown."
    )
    precision: Precision | None = Field(
        description="The precision of the lag; null if a date is unknown."
    )
    reprint: bool = Field(description="Whether the article is a reprint.")


class TimelineOut(Answer):
    """The stances of sources on a fact over time, and its outcome."""

    fact_id: Id = Field(description="The id of the fact.")
    fact: FactRef = Field(description="The fact.")
    as_of: AsOfInstant
    sources: list[SourceTimeline] = Field(
        description="The sources with a stance on the fact, in the order of their "
        "first stances on this page."
    )
    unattributed: list[StanceAt] = Field(
        description="The stances of claims without a source."
    )
    articles: list[ArticleRef] = Field(
        description="The articles that printed these claims."
    )
    outlets: list[FirstReport] = Field(
        description="The first article of each outlet, the earliest first, on the page "
        "of its first claim."
    )
    assessments: list[AssessmentRow] = Field(
        description="The assessments of the fact, the latest first."
    )
    outcome: OutcomeOut | None = Field(
        description="The outcome of the fact; null while that is unknown."
    )
    next_cursor: NextCursor
    hidden: Hidden = Field(description=DRAFTS_ON_FACT)
