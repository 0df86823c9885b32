"""Wire format of claims."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.schemas.dates import FuzzyDate, FuzzyDateOut, FuzzyDatePatch
from api.schemas.estimative import EstimateOut
from api.schemas.problems import Problem
from api.schemas.refs import ArticleRef, Created, RevisionRef, SourceRef
from api.schemas.sources import Note, SourceSpec
from api.schemas.stances import StanceOut, StanceSpec
from api.schemas.types import (
    Answer,
    Body,
    EmbargoEnd,
    Id,
    Instant,
    Language,
    Share,
    ShortText,
    Text,
)
from db.models.attribution import Relation
from db.models.base import Visibility
from db.models.claim import (
    Act,
    DatedBasis,
    Form,
    Knowledge,
    Method,
    ProbabilityBasis,
    Review,
    Terms,
)
from db.models.span import Anchor, Part

ClaimText = Annotated[Text, Field(min_length=1, max_length=20_000)]
Words = Annotated[Text, Field(min_length=1, max_length=20_000)]
Context = Annotated[Text, Field(max_length=1000)]
Offset = Annotated[int, Field(ge=0, le=5_000_000)]
Position = Annotated[int, Field(ge=1, le=100, examples=[1])]
TagName = Annotated[Text, Field(min_length=1, max_length=100, examples=["belarus"])]


class StepIn(Body):
    """One step of the chain; position 1 is nearest the outlet."""

    position: Position
    source_id: Id | None = None
    source: SourceSpec | None = None
    relation: Relation = Field(
        description="said, believes, observed, own_reporting or document for the last "
        "position; relays, cites or speaks_for before it."
    )
    as_printed: ShortText | None = None
    cue: ShortText | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.source_id is None) == (self.source is None):
            message = "give source_id or source, one of them"
            raise ValueError(message)
        return self


class SpanIn(Body):
    """Where words stand: by offsets in code points, by the words, or by both."""

    part: Part
    position: Position | None = Field(
        None, description="The step that a source or a cue belongs to."
    )
    start: Offset | None = None
    end: Offset | None = None
    exact: Words | None = None
    prefix: Context | None = None
    suffix: Context | None = None

    @model_validator(mode="after")
    def _points_somewhere(self) -> Self:
        offsets = {self.start is None, self.end is None}
        if len(offsets) > 1 or (offsets == {True} and self.exact is None):
            message = "give start and end, or exact, or all three"
            raise ValueError(message)
        if self.start is not None and self.end is not None and self.start >= self.end:
            message = "start must be before end"
            raise ValueError(message)
        return self


class ClaimColumns(Body):
    """What is recorded of a claim beside its words and its chain."""

    statement: ClaimText | None = Field(None, description="Wording that stands alone.")
    act: Act = "assertion"
    hedges: Annotated[list[ShortText], Field(max_length=50)] = []
    probability_low: Share | None = None
    probability_high: Share | None = None
    probability_basis: ProbabilityBasis | None = None
    channel: ShortText | None = Field(
        None,
        description="An open list; common are interview, press_conference, "
        "statement, social_media, broadcast, document, leak.",
    )
    knowledge: Knowledge = "unknown"
    terms: Terms = "unknown"
    terms_reason: Note | None = None
    said: FuzzyDate | None = None
    about: FuzzyDate | None = None
    language: Language | None = None
    method: Method = "manual"
    confidence: Annotated[int, Field(ge=0, le=100)] | None = None
    review: Review = "reviewed"
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None
    spans: Annotated[list[SpanIn], Field(max_length=200)] = []
    tags: Annotated[list[TagName], Field(max_length=50)] = []
    stances: Annotated[list[StanceSpec], Field(max_length=50)] = []


class ClaimBody(ClaimColumns):
    """A claim to record in an article that is named elsewhere."""

    text: ClaimText
    form: Form
    attribution: Annotated[list[StepIn], Field(max_length=100)]


class ClaimIn(ClaimBody):
    """A claim to record."""

    article_id: Id
    revision_id: Id | None = Field(
        None, description="The text it was printed in; the newest if not given."
    )


class ClaimPatch(ClaimColumns):
    """A merge patch: only keys that are sent count, so no default is ever used."""

    text: ClaimText = ""
    form: Form = "unclear"
    attribution: Annotated[list[StepIn], Field(max_length=100)] = []
    revision_id: Id = 1
    # A merge patch merges into a date too.
    said: FuzzyDatePatch | None = None  # type: ignore[assignment]
    about: FuzzyDatePatch | None = None  # type: ignore[assignment]


# Each is read by itself, so that one that is wrong leaves the others be.
AS_CLAIM: dict[str, Any] = {"$ref": "#/components/schemas/ClaimIn"}


class BatchIn(Body):
    """Claims to record: all or none of them, or each by itself."""

    mode: Literal["atomic", "each"]
    claims: Annotated[
        list[Annotated[Any, Field(json_schema_extra=AS_CLAIM)]],
        Field(min_length=1, max_length=1000),
    ]


class Dated(Answer):
    """Where a claim stands in time, and why there."""

    at: Instant
    basis: DatedBasis


class StepOut(Answer):
    """One stored step; ``source`` is who ``printed_source`` means today."""

    position: int
    seq: int
    source_id: Id
    source: SourceRef
    printed_source_id: Id
    printed_source: SourceRef
    is_origin: bool
    relation: Relation
    as_printed: str | None
    cue: str | None


class SpanOut(Answer):
    """Where words stand in the claim's revision, half-open, in code points."""

    part: Part
    position: int | None
    seq: int
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    anchor: Anchor


class ClaimRow(Answer):
    """A claim in a list."""

    id: Id
    version: int
    article_id: Id
    article: ArticleRef
    text: str
    statement: str | None
    form: Form
    act: Act
    hedges: list[str]
    said: FuzzyDateOut | None
    dated: Dated
    speakers: list[SourceRef]
    origins: list[SourceRef]
    terms: Terms
    review: Review
    created_at: Instant
    updated_at: Instant
    withdrawn_at: Instant | None


class ClaimOut(ClaimRow):
    """A single claim."""

    revision_id: Id | None
    revision: RevisionRef | None
    probability_low: float | None
    probability_high: float | None
    probability_basis: ProbabilityBasis | None
    channel: str | None
    knowledge: Knowledge
    terms_reason: str | None
    about: FuzzyDateOut | None
    language: str | None
    method: Method
    confidence: int | None
    visibility: Visibility
    embargo_until: Instant | None
    note: str | None
    attribution: list[StepOut]
    spans: list[SpanOut]
    tags: list[str]
    stances: list[StanceOut]


class ClaimListRow(ClaimRow):
    """A claim in a list, with what ``expand`` asked for."""

    attribution: list[StepOut] = []
    spans: list[SpanOut] = []
    tags: list[str] = []
    stances: list[StanceOut] = []
    estimative: list[EstimateOut] = []


class ClaimCreated(ClaimOut):
    """A new claim, and what was made with it."""

    created: list[Created]


class ClaimPage(Answer):
    """One page of claims; ``next_cursor`` is null on the last."""

    data: list[ClaimListRow]
    next_cursor: str | None
    total: int | None = None


class BatchCreated(Answer):
    """The claims of a batch, in its order, and what was made with them."""

    data: list[ClaimOut]
    created: list[Created]


class ClaimMade(Answer):
    """A claim of a batch that was recorded."""

    status: Literal[201]
    claim: ClaimOut


class ClaimRefused(Answer):
    """A claim of a batch that was not recorded, and why."""

    status: int
    problem: Problem


class BatchOut(Answer):
    """What became of each claim of a batch, in its order, and what was made with it."""

    data: list[ClaimMade | ClaimRefused]
    created: list[Created]
