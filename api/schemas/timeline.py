"""Wire format of how a fact was seen over time."""

from pydantic import ConfigDict, Field

from api.schemas.as_of import RecordAsOf
from api.schemas.assessments import AssessmentRow
from api.schemas.outcomes import OutcomeOut
from api.schemas.refs import ArticleRef, FactRef, SourceRef
from api.schemas.types import Answer, Id, Instant
from db.derived.sides import Sign
from db.derived.timeline import Mark
from db.models.claim import DatedBasis
from db.models.stance import StanceValue
from db.values.dates import Precision


class TimelineParams(RecordAsOf):
    """Query parameters of a timeline."""

    model_config = ConfigDict(extra="forbid")


class StanceAt(Answer):
    """How a claim bears on the fact, and when.

    `reversal`: the source had held only the other sign before. `contradiction`: of the
    stances that sources held last, some are for and some against.
    """

    claim_id: Id
    article_id: Id
    at: Instant
    basis: DatedBasis
    stance: StanceValue
    sign: Sign | None
    marks: list[Mark]


class SourceTimeline(Answer):
    """What one source held of the fact, the oldest first."""

    source_id: Id
    source: SourceRef
    stances: list[StanceAt]


class FirstReport(Answer):
    """The first article of an outlet on the fact, and how long after the first of all.

    The lag is as precise as the dates of publication; null where one is not known.
    """

    outlet_id: Id
    outlet: SourceRef
    article_id: Id
    first_at: Instant | None
    lag_seconds: int | None
    precision: Precision | None
    reprint: bool


class TimelineOut(Answer):
    """What was held of a fact, by whom and when, and how it turned out."""

    fact_id: Id
    fact: FactRef
    as_of: Instant | None
    sources: list[SourceTimeline]
    unattributed: list[StanceAt] = Field(description="Claims attributed to nobody.")
    articles: list[ArticleRef]
    outlets: list[FirstReport]
    assessments: list[AssessmentRow]
    outcome: OutcomeOut | None
