"""Wire format of track records: how what sources said of facts turned out."""

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
SELECTION = "Which claims were counted, in words."
NO_NUMBER = "Why there is no number; null if there is one."


def _known_assessor(by: str) -> str:
    """Refuse a number that cannot be the id of a source."""
    assessor = by.partition(":")[2]
    if WHOLE.fullmatch(assessor) and not 1 <= int(assessor) <= MAX_ID:
        message = f"Must be assessor: and an id from 1 to {MAX_ID}."
        raise ValueError(message)
    return by


class TrackRecordParams(ExplainParams, AsOf):
    """What settles facts, and whether each of them is listed."""

    by: Annotated[
        Text,
        Field(
            max_length=MAX_NAME,
            description="What settles facts: `outcome` for their outcomes; "
            "`assessor:17` for the latest verdicts of the source with the id 17, which "
            "may also be given by an identifier (`assessor:wikidata:Q1055876`) or by a "
            f"name or an alias in full; `assessor:{DESK}` for our own verdicts.",
            examples=["outcome"],
        ),
        matching(r"^(outcome|assessor:[\s\S]+)$"),
        AfterValidator(_known_assessor),
    ] = "outcome"

    @property
    def settled_by(self) -> SettledBy:
        """Return what settles facts."""
        return "outcome" if self.by == "outcome" else "assessor"

    @property
    def assessor(self) -> int | str | None:
        """Return the id or name of who settles facts; none is our own desk."""
        assessor = self.by.partition(":")[2]
        if assessor in {"", DESK}:
            return None
        return int(assessor) if WHOLE.fullmatch(assessor) else assessor


class SourceRecordParams(TrackRecordParams, RecordAsOf):
    """Query parameters of the record of a source."""


class DescriptorRecordParams(TrackRecordParams):
    """Query parameters of the record of unnamed sources that share a descriptor."""

    descriptor: Annotated[ShortText, AfterValidator(has_words)] = Field(
        description="What the outlet calls the unnamed sources, whatever case and "
        "accents.",
        examples=["US officials"],
    )
    outlet: OneNamed = Field(
        description="The outlet that calls them so: its id, an identifier as "
        "`scheme:value`, or its name or an alias in full.",
        examples=["CNN"],
    )


class RateOut(Answer):
    """The share of settled facts about which the source was right."""

    value: float | None = Field(
        description="`borne_out` divided by `n`; null if there are too few."
    )
    low: float | None = Field(
        description="The lower end of its 95 % interval (Wilson)."
    )
    high: float | None = Field(
        description="The upper end of its 95 % interval (Wilson)."
    )
    n: int = Field(description="The number of settled facts it is made of.")
    reason: str | None = Field(description=NO_NUMBER)
    selection: str = Field(description=SELECTION)


class BrierOut(Answer):
    """The Brier score of the stated probabilities."""

    value: float | None = Field(
        description="The mean square error: 0 is perfect, 0.25 is what “fifty-fifty” "
        "always gets; null if there are too few."
    )
    n: int = Field(description="The number of stated probabilities it is made of.")
    reason: str | None = Field(description=NO_NUMBER)
    selection: str = Field(description=SELECTION)


class HedgedOut(Answer):
    """How many of the settled facts had only hedged claims."""

    borne_out: int = Field(description="Borne out, with only hedged claims.")
    not_borne_out: int = Field(description="Not borne out, with only hedged claims.")
    between: int = Field(description="Settled neither way, with only hedged claims.")


class TallyOut(Answer):
    """How many pairs of a source and a fact had which result."""

    pairs: int = Field(description="The number of pairs of a source and a fact.")
    sources: int = Field(description="The number of different sources in them.")
    facts: int = Field(description="The number of different facts in them.")
    claims: int = Field(description="The number of claims they are made of.")
    borne_out: int = Field(description="Settled as the source had said.")
    not_borne_out: int = Field(description="Settled the other way.")
    between: int = Field(description="Settled neither way.")
    annulled: int = Field(description="The question fell away.")
    conflicting: int = Field(
        description="The source took both sides at the same last instant."
    )
    hindsight: int = Field(
        description="The source took a side only when it was known how the fact was "
        "settled."
    )
    only_after_verdict: int = Field(
        description="The source took a side only when it was known how the fact was "
        "settled, and after it had been rated false: no hindsight."
    )
    retracted: int = Field(
        description="The source took back every side before it was known how the fact "
        "was settled, or the articles were retracted."
    )
    open: int = Field(description="Nothing has settled the fact yet.")
    without_sign: int = Field(description="The source never took a side.")
    after_verdict: int = Field(
        description="The number of claims that were for a fact after it had been rated "
        "`false`, `mostly_false` or `misleading`, whatever the result."
    )
    hedged: HedgedOut = Field(description="How many of them had only hedged claims.")
    selection: str = Field(description=SELECTION)


class PositionOut(Answer):
    """The last position of a source before a fact was settled."""

    at: Instant = Field(description="The date of its claims.")
    stances: list[StanceValue] = Field(description="The stances of these claims.")
    claim_ids: list[Id] = Field(description="The ids of these claims.")
    probability: float | None = Field(
        description="The probability that the fact is so, as the source stated it; "
        "null if it stated none."
    )


class SettledOut(Answer):
    """What settles a fact, and since when."""

    value: OutcomeValue | Verdict = Field(
        description="The outcome, or the verdict of the assessor."
    )
    at: Instant = Field(description="Since when that is known.")


class SaidAgain(RatedFalse):
    """A claim for a fact that had been rated false, and that verdict."""

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
    reason: str = Field(description="Why it has this result.")
    position: PositionOut | None = Field(
        description="The position that was scored; null if there is none."
    )
    settled: SettledOut | None = Field(
        description="What settles the fact; null if nothing does."
    )
    hindsight_claim_ids: list[Id] = Field(
        description="The ids of claims made when it was known how the fact was "
        "settled, without those of `after_verdict`."
    )
    after_verdict: list[SaidAgain] = Field(
        description="The claims for the fact after it had been rated false, each with "
        "the latest such verdict before it."
    )
    retracted_claim_ids: list[Id] = Field(
        description="The ids of claims that took a side, and that the source took "
        "back, or whose article was retracted, before it was known how the fact was "
        "settled."
    )
    other_claim_ids: list[Id] = Field(
        description="The ids of its other claims about the fact."
    )


class TrackRecordOut(Answer):
    """What every track record has."""

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
    held: TallyOut = Field(description="What the source holds itself.")
    relayed: TallyOut = Field(description="What the source relays for others.")
    explain: list[ExplainedOut] | None = Field(
        description="Each source and fact that is counted or left out, and why; only "
        "with `explain=true`."
    )
    next_cursor: NextCursor
    hidden: Hidden = Field(
        description="The drafts of these claims on facts, resolved or not: none is "
        "counted until it has been reviewed."
    )


class SourceRecordOut(TrackRecordOut):
    """The track record of a source."""

    source_id: Id = Field(description="The id of the source.")
    source: SourceRef = Field(description="The source.")
    as_of_kind: AsOfKind
    printed: TallyOut | None = Field(
        description="What others hold in articles of an outlet; null for other sources."
    )


class DescriptorRecordOut(TrackRecordOut):
    """The track record of all unnamed sources that an outlet calls the same."""

    descriptor: str = Field(
        description="What they are called.", examples=["US officials"]
    )
    outlet_id: Id = Field(description="The id of the outlet.")
    outlet: SourceRef = Field(description="The outlet.")
