"""Wire format of track records: how the claims of sources turned out."""

from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.as_of import AsOf, RecordAsOf
from api.schemas.claims.hidden import Hidden
from api.schemas.closed_lists import (
    AsOfKind,
    OutcomeValue,
    RecordPart,
    Result,
    SettledBy,
    StanceValue,
    Verdict,
)
from api.schemas.columns import AsOfInstant, NextCursor
from api.schemas.lists import ExplainParams, has_words
from api.schemas.named import MAX_NAME, OneNamed
from api.schemas.refs import FactRef, SourceRef
from api.schemas.standings import RatedFalse
from api.schemas.types import WHOLE, Answer, Id, Instant, ShortText, Text, matching
from api.settings import MAX_ID

DESK = "desk"
SELECTION = "A sentence about which claims were counted."
NO_NUMBER = "The reason why there is no number; null if there is one."


def _known_assessor(by: str) -> str:
    """Reject a number that cannot be the id of a source."""
    assessor = by.partition(":")[2]
    if WHOLE.fullmatch(assessor) and not 1 <= int(assessor) <= MAX_ID:
        message = f"Must be assessor: and an id from 1 to {MAX_ID}."
        raise ValueError(message)
    return by


class TrackRecordParams(ExplainParams, AsOf):
    """The kind of resolution, and whether to list each fact."""

    by: Annotated[
        Text,
        Field(
            max_length=MAX_NAME,
            description="What resolves facts: `outcome` for their outcomes; "
            "`assessor:17` for the latest verdicts of the source with the id 17, which "
            "may also be given by an identifier (`assessor:wikidata:Q1055876`) or by a "
            f"full name or alias; `assessor:{DESK}` for our own verdicts.",
            examples=["outcome"],
        ),
        matching(r"^(outcome|assessor:[\s\S]+)$"),
        AfterValidator(_known_assessor),
    ] = "outcome"

    @property
    def settled_by(self) -> SettledBy:
        """Return the kind of resolution."""
        return "outcome" if self.by == "outcome" else "assessor"

    @property
    def assessor(self) -> int | str | None:
        """Return the id or name of the assessor; None means our own desk."""
        assessor = self.by.partition(":")[2]
        if assessor in {"", DESK}:
            return None
        return int(assessor) if WHOLE.fullmatch(assessor) else assessor


class SourceRecordParams(TrackRecordParams, RecordAsOf):
    """Query parameters of the track record of a source."""


class DescriptorRecordParams(TrackRecordParams):
    """Query parameters of the track record of unnamed sources with one descriptor."""

    descriptor: Annotated[ShortText, AfterValidator(has_words)] = Field(
        description="The words of the outlet for the unnamed sources, in any letter "
        "case and with any accents.",
        examples=["US officials"],
    )
    outlet: OneNamed = Field(
        description="The outlet that uses these words: its id, an identifier as "
        "`scheme:value`, or its full name or alias.",
        examples=["CNN"],
    )


class RateOut(Answer):
    """The share of resolved facts for which the source was right."""

    value: float | None = Field(
        description="`borne_out` divided by `n`; null if there are too few."
    )
    low: float | None = Field(
        description="The lower end of its 95 % interval (Wilson)."
    )
    high: float | None = Field(
        description="The upper end of its 95 % interval (Wilson)."
    )
    n: int = Field(description="The number of resolved facts in it.")
    reason: str | None = Field(description=NO_NUMBER)
    selection: str = Field(description=SELECTION)


class BrierOut(Answer):
    """The Brier score of the stated probabilities."""

    value: float | None = Field(
        description="The mean squared error: 0 is perfect, and “fifty-fifty” always "
        "gets 0.25; null if there are too few."
    )
    n: int = Field(description="The number of stated probabilities in it.")
    reason: str | None = Field(description=NO_NUMBER)
    selection: str = Field(description=SELECTION)


class HedgedOut(Answer):
    """The number of resolved facts with only hedged claims."""

    borne_out: int = Field(description="Borne out, with only hedged claims.")
    not_borne_out: int = Field(description="Not borne out, with only hedged claims.")
    between: int = Field(
        description="Resolved for neither side, with only hedged claims."
    )


class TallyOut(Answer):
    """The number of pairs of a source and a fact, by result."""

    pairs: int = Field(description="The number of pairs of a source and a fact.")
    sources: int = Field(description="The number of different sources in them.")
    facts: int = Field(description="The number of different facts in them.")
    claims: int = Field(description="The number of claims in them.")
    borne_out: int = Field(description="Resolved for the side of the source.")
    not_borne_out: int = Field(description="Resolved for the other side.")
    between: int = Field(description="Resolved for neither side.")
    annulled: int = Field(description="The question became void.")
    conflicting: int = Field(
        description="The source took both sides at the same last instant."
    )
    hindsight: int = Field(
        description="The source took a side only after the resolution of the fact was "
        "known."
    )
    only_after_verdict: int = Field(
        description="The source took a side only after the resolution of the fact was "
        "known, and after the fact had been rated false: this is not hindsight."
    )
    retracted: int = Field(
        description="The source retracted every side before the resolution of the fact "
        "was known, or the articles were retracted."
    )
    open: int = Field(description="The fact is not resolved yet.")
    without_sign: int = Field(description="The source never took a side.")
    after_verdict: int = Field(
        description="The number of claims that were for a fact after it had been rated "
        "`false`, `mostly_false` or `misleading`, whatever the result."
    )
    hedged: HedgedOut = Field(description="How many of them had only hedged claims.")
    selection: str = Field(description=SELECTION)


class PositionOut(Answer):
    """The last position of a source before the resolution of a fact was known."""

    at: Instant = Field(description="The date of its claims.")
    stances: list[StanceValue] = Field(description="The stances of these claims.")
    claim_ids: list[Id] = Field(description="The ids of these claims.")
    probability: float | None = Field(
        description="The probability that the fact is true, as the source stated it; "
        "null if it stated none."
    )


class SettledOut(Answer):
    """The resolution of a fact, and when it became known."""

    value: OutcomeValue | Verdict = Field(
        description="The outcome, or the verdict of the assessor."
    )
    at: Instant = Field(description="When it became known.")


class SaidAgain(RatedFalse):
    """A claim for a fact that had been rated false, and the verdict."""

    claim_id: Id = Field(description="The id of the claim.")


class ExplainedOut(Answer):
    """One source and one fact, and their result."""

    part: RecordPart
    source_id: Id = Field(description="The id of the source.")
    source: SourceRef = Field(description="The source.")
    fact_id: Id = Field(description="The id of the fact.")
    fact: FactRef = Field(description="The fact.")
    result: Result
    counted: bool = Field(description="Whether it counts in `n` of the rate.")
    reason: str = Field(description="The reason for this result.")
    position: PositionOut | None = Field(
        description="The position that was scored; null if there is none."
    )
    settled: SettledOut | None = Field(
        description="The resolution of the fact; null if there is none."
    )
    hindsight_claim_ids: list[Id] = Field(
        description="The ids of claims made after the resolution was known, "
        "except those in `after_verdict`."
    )
    after_verdict: list[SaidAgain] = Field(
        description="The claims for the fact after it had been rated false, each with "
        "the latest such verdict before it."
    )
    retracted_claim_ids: list[Id] = Field(
        description="The ids of claims that took a side, and that the source took "
        "back, or whose article was retracted, before the resolution was "
        "known."
    )
    other_claim_ids: list[Id] = Field(
        description="The ids of its other claims about the fact."
    )


class TrackRecordOut(Answer):
    """The fields of every track record."""

    by: SettledBy
    assessor_id: Id | None = Field(
        description="The id of the assessor; null for outcomes and for our own desk."
    )
    assessor: SourceRef | None = Field(
        description="The assessor; null for outcomes and for our own desk."
    )
    as_of: AsOfInstant
    rate: RateOut = Field(description="How often the source was right.")
    brier: BrierOut = Field(
        description="The Brier score of the probabilities that it stated."
    )
    held: TallyOut = Field(description="Stances that the source holds itself.")
    relayed: TallyOut = Field(description="Stances that the source relays for others.")
    explain: list[ExplainedOut] | None = Field(
        description="Each source and fact that is counted or left out, with the "
        "reason; only with `explain=true`."
    )
    next_cursor: NextCursor
    hidden: Hidden = Field(
        description="The drafts among these claims on facts, resolved or not: they are "
        "not counted until they are reviewed."
    )


class SourceRecordOut(TrackRecordOut):
    """The track record of a source."""

    source_id: Id = Field(description="The id of the source.")
    source: SourceRef = Field(description="The source.")
    as_of_kind: AsOfKind
    printed: TallyOut | None = Field(
        description="Stances that others hold in articles of an outlet; null for other "
        "sources."
    )


class DescriptorRecordOut(TrackRecordOut):
    """The track record of all unnamed sources with one descriptor in an outlet."""

    descriptor: str = Field(
        description="The words of the outlet for them.", examples=["US officials"]
    )
    outlet_id: Id = Field(description="The id of the outlet.")
    outlet: SourceRef = Field(description="The outlet.")
