"""Wire format of track records: how what sources said of facts turned out."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from api.schemas.as_of import AsOf, RecordAsOf
from api.schemas.lists import CursorParams, Flag, has_words
from api.schemas.refs import FactRef, SourceRef
from api.schemas.types import Answer, Id, Instant, ShortText
from api.settings import MAX_ID
from db.derived.track_record import Result
from db.models.assessment import Verdict
from db.models.outcome import OutcomeValue
from db.models.stance import StanceValue

Part = Literal["held", "relayed", "printed"]
By = Literal["outcome", "assessor"]
DESK = "desk"


def _known_assessor(by: str) -> str:
    """Refuse what can be the id of no source."""
    assessor = by.partition(":")[2]
    if assessor.isdigit() and not 1 <= int(assessor) <= MAX_ID:
        message = f"assessor: and an id from 1 to {MAX_ID}"
        raise ValueError(message)
    return by


class TrackRecordParams(CursorParams, AsOf):
    """By what facts are settled, and whether each of them is listed."""

    by: Annotated[
        str,
        Field(
            pattern=rf"^(outcome|assessor:([0-9]{{1,16}}|{DESK}))$",
            description="What settles facts: their `outcome`, or the latest verdicts "
            "of one assessor, `assessor:` and the id of that source, or "
            f"`assessor:{DESK}` for our own. Never both.",
            examples=["outcome"],
        ),
        AfterValidator(_known_assessor),
    ] = "outcome"
    explain: Flag = Field(
        "false",
        description="Whether to list, page by page, each fact that is counted or left "
        "out, and why.",
        examples=["true"],
    )

    @model_validator(mode="after")
    def _pages_what_is_explained(self) -> Self:
        if self.cursor is not None and self.explain == "false":
            message = "cursor needs explain=true"
            raise ValueError(message)
        return self

    @property
    def settled_by(self) -> By:
        """Return what settles facts."""
        return "outcome" if self.by == "outcome" else "assessor"

    @property
    def assessor_id(self) -> int | None:
        """Return whose verdicts settle facts; none are those of our own desk."""
        assessor = self.by.partition(":")[2]
        return int(assessor) if assessor.isdigit() else None


class SourceRecordParams(TrackRecordParams, RecordAsOf):
    """Query parameters of the record of a source."""


class DescriptorRecordParams(TrackRecordParams):
    """Query parameters of the record of all whom an outlet calls the same."""

    descriptor: Annotated[ShortText, AfterValidator(has_words)] = Field(
        description="What the unnamed sources are called, whatever case or accents.",
        examples=["US officials"],
    )
    outlet: Id = Field(description="The outlet that calls them so.")


class RateOut(Answer):
    """The share of what was borne out, and its Wilson interval of 95 %."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = Field(description="Why there is no number.")
    selection: str


class BrierOut(Answer):
    """The mean square error of stated probabilities: 0 is best, 0.25 is “half”."""

    value: float | None
    n: int
    reason: str | None = Field(description="Why there is no number.")
    selection: str


class HedgedOut(Answer):
    """How many of the settled positions were hedged."""

    borne_out: int
    not_borne_out: int
    between: int


class TallyOut(Answer):
    """How many pairs of a source and a fact came to what."""

    pairs: int
    sources: int
    facts: int
    claims: int
    borne_out: int
    not_borne_out: int
    between: int
    annulled: int
    conflicting: int
    hindsight: int
    open: int
    without_sign: int
    hedged: HedgedOut
    selection: str


class PositionOut(Answer):
    """Where a source stood last: the claims of one instant."""

    at: Instant
    stances: list[StanceValue]
    claim_ids: list[Id]
    probability: float | None = Field(description="That the fact is so, as stated.")


class SettledOut(Answer):
    """What settles a fact, and since when."""

    value: OutcomeValue | Verdict
    at: Instant


class ExplainedOut(Answer):
    """One source and one fact, and what came of them."""

    part: Part
    source_id: Id
    source: SourceRef
    fact_id: Id
    fact: FactRef
    result: Result
    counted: bool = Field(description="Whether it is in the rate's n.")
    reason: str
    position: PositionOut | None
    settled: SettledOut | None
    hindsight_claim_ids: list[Id]
    other_claim_ids: list[Id]


class TrackRecordOut(Answer):
    """What every track record has."""

    by: By
    assessor_id: Id | None
    assessor: SourceRef | None
    as_of: Instant | None
    rate: RateOut
    brier: BrierOut
    held: TallyOut
    relayed: TallyOut
    explain: list[ExplainedOut] | None
    next_cursor: str | None


class SourceRecordOut(TrackRecordOut):
    """The record of a source; of an outlet also that of others whom it printed."""

    source_id: Id
    source: SourceRef
    as_of_kind: Literal["world", "record"]
    printed: TallyOut | None


class DescriptorRecordOut(TrackRecordOut):
    """The record of all unnamed sources that an outlet calls the same."""

    descriptor: str
    outlet_id: Id
    outlet: SourceRef
