"""The stances of synthetic claims on facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from seeds.generate import shares
from seeds.generate.chance import Growing, pick
from seeds.generate.printing import Draft

SIDELESS = {"no_evidence": "no_evidence", "question": "noncommittal"}
FOR = {False: "supports", True: "hedges_for"}  # by whether it is hedged
AGAINST = {False: "denies", True: "hedges_against"}
SIGNED = {*FOR.values(), *AGAINST.values()}
RECENT = timedelta(days=180)
STEP, ROUND = 7919, 1000  # spread sources and facts evenly over all leanings


@dataclass(frozen=True, slots=True)
class Followed:
    """The properties of a fact that claims depend on."""

    id: int
    ends_at: datetime
    lean: float  # share of sources that support it


class StanceOnFact(NamedTuple):
    """The stance of a claim on a fact, and the probability that an analyst gave it."""

    fact_id: int
    stance: str
    probability: float | None


class Facts:
    """The facts of claims: the first ones stay open for long, others for a while."""

    def __init__(
        self, followed: Sequence[Followed], *, first: datetime, apart: timedelta
    ) -> None:
        self._followed = Growing(followed)
        self._first, self._apart = first, apart
        self._recent = RECENT // apart  # the number of facts that opened within RECENT

    def stance_on_fact(
        self, random: Random, draft: Draft, at: datetime
    ) -> StanceOnFact | None:
        """Draw the stance of a claim that is printed at an instant, if it has one."""
        if random.random() >= shares.BEARING:
            return None
        fact = self._pick(random, at)
        stance = self._stance(random, draft, fact)
        sure = stance in SIGNED and random.random() < shares.PROBABLE
        return StanceOnFact(
            fact.id, stance, _probability(random, stance) if sure else None
        )

    def _pick(self, random: Random, at: datetime) -> Followed:
        """Draw a fact that is open, or sometimes one that has ended."""
        count = len(self._followed.values)
        opened = max(1, min(count, 1 + (at - self._first) // self._apart))
        fact = self._followed.pick(random, opened)
        if fact.ends_at > at:
            return fact
        back = int(self._recent * random.random() * random.random())
        return self._followed.values[max(0, opened - 1 - back)]

    def _stance(self, random: Random, draft: Draft, fact: Followed) -> str:
        if draft.act in SIDELESS:
            return SIDELESS[draft.act]
        if random.random() < shares.NONCOMMITTAL:
            return "noncommittal"
        holds = _leaning(draft, fact) < fact.lean
        if random.random() < shares.CHANGES_SIDES:
            holds = not holds
        hedged = draft.content.hedge is not None
        return (FOR if holds and draft.act != "denial" else AGAINST)[hedged]


def _leaning(draft: Draft, fact: Followed) -> float:
    """Return the leaning of a source on a fact, which is always the same."""
    holder = draft.steps[-1].source_id if draft.steps else 0
    return (holder * STEP + fact.id * (STEP + holder)) % ROUND / ROUND


def _probability(random: Random, stance: str) -> float:
    sure = pick(random, shares.PROBABILITIES)
    return sure if stance in FOR.values() else round(1 - sure, 2)
