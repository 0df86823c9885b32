"""The judgements that count after merges and edits, compared with a simple model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from sqlalchemy import select

from db.commands.claims import remove_stance, revise_claim, set_stance
from db.commands.facts import (
    assess_fact,
    merge_fact,
    record_outcome,
    supersede_outcome,
    unmerge_fact,
    withdraw_outcome,
)
from db.engine.session import Write
from db.errors import DataError
from db.models import Assessment, Claim, Fact, Outcome, Stance
from db.queries.verify import CHECKS
from db.values.viewer import LOCAL_VIEWER
from tests.factories import make_claim, make_fact, make_source
from tests.rounds import drawn

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
FACTS, CLAIMS, ASSESSORS = 3, 2, 2  # few, so that much of it meets
Key = tuple[Any, ...]  # the kind of a judgement, and of what one at most counts
Counting = dict[tuple[int, Key], str]  # by fact: the value of the judgement
Op = tuple[str, int, int, int]  # what to do, with which fact, and two more numbers
STANCES = ("supports", "denies")
VERDICTS = ("true", "false")
VALUES = ("yes", "no")


@dataclass
class Told:
    """The expected facts: the judgements on each, and its survivor."""

    judged: dict[tuple[int, Key], str] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)  # in the order of merges

    def members(self, fact: int) -> Iterator[int]:
        yield fact
        for one in [one for one, into in self.merged.items() if into == fact]:
            yield from self.members(one)

    def holder(self, fact: int, key: Key) -> int | None:
        """Return the fact of the judgement that counts for ``fact``."""
        return next((m for m in self.members(fact) if (m, key) in self.judged), None)

    def says(self, fact: int, key: Key) -> str | None:
        return self.judged.get(
            (fact if (h := self.holder(fact, key)) is None else h, key)
        )

    def counting(self) -> Counting:
        roots = [fact for fact in range(FACTS) if fact not in self.merged]
        keys = {key for _, key in self.judged}
        found = {(root, key): self.says(root, key) for root in roots for key in keys}
        return {where: said for where, said in found.items() if said is not None}

    def aimed(self, op: Op) -> Op:
        """Return ``op`` about facts it can be about: few drawn at random are such."""
        what, fact, one, other = op
        roots = [fact for fact in range(FACTS) if fact not in self.merged]
        at = roots if what != "unmerge" else [*self.merged] or roots
        fact = at[fact % len(at)]
        others = [root for root in roots if root != fact] or roots
        return what, fact, others[one % len(others)] if what == "merge" else one, other

    def judge(self, op: Op) -> bool:
        """Do what ``op`` says, and return whether it can be done."""
        what, fact, one, other = op
        if (fact in self.merged) != (what == "unmerge"):
            return False
        return bool(getattr(self, what)(fact, one, other))

    def merge(self, fact: int, into: int, _: int) -> bool:
        if into in {fact, *self.merged}:
            return False
        for key in {key for _, key in self.judged}:
            if len({self.says(fact, key), self.says(into, key)} - {None}) > 1:
                return False
        self.merged[fact] = into
        return True

    def unmerge(self, fact: int, *_: int) -> bool:
        del self.merged[fact]
        return True

    def put(self, fact: int, claim: int, says: int) -> bool:
        key = ("stance", claim)
        if self.says(fact, key) != STANCES[says]:
            self.take_back(fact, claim, 0)
            self.judged[fact, key] = STANCES[says]
        return True

    def take_back(self, fact: int, claim: int, _: int) -> bool:
        held = [m for m in self.members(fact) if (m, ("stance", claim)) in self.judged]
        for member in held:
            del self.judged[member, ("stance", claim)]
        return bool(held)

    def replace_all(self, fact: int, claim: int, says: int) -> bool:
        kept = {*self.members(fact)}
        for where in [w for w in self.judged if w[1] == ("stance", claim)]:
            if where[0] not in kept:
                del self.judged[where]
        return self.put(fact, claim, says)

    def assess(self, fact: int, assessor: int, says: int) -> bool:
        self.judged[fact, ("assessment", assessor)] = VERDICTS[says]
        return True

    def settle(self, fact: int, says: int, _: int) -> bool:
        if self.holder(fact, ("outcome",)) is not None:
            return False
        return self.resettle(fact, says, 0)

    def resettle(self, fact: int, says: int, _: int) -> bool:
        self.judged[fact, ("outcome",)] = VALUES[says]
        return True

    def unsettle(self, fact: int, *_: int) -> bool:
        if self.holder(fact, ("outcome",)) != fact:
            return False
        del self.judged[fact, ("outcome",)]
        return True


@dataclass(frozen=True, repr=False)
class Stored:
    """The same facts in the database."""

    write: Write
    facts: list[Fact]
    claims: list[Claim]
    assessors: list[int]

    def judge(self, op: Op, *, hours: int) -> bool:
        """Do what ``op`` says, and return whether it could be done."""
        write = replace(self.write, now=self.write.now + timedelta(hours=hours))
        what, *numbers = op
        try:
            with write.savepoint():
                self._work(*numbers)[what](write)
        except DataError:
            return False
        return True

    def _work(
        self, number: int, one: int, other: int
    ) -> dict[str, Callable[[Write], Any]]:
        fact, version = self.facts[number], self.version(Fact, self.facts[number].id)
        claim = self.claims[one % CLAIMS]
        read = self.version(Claim, claim.id)
        stance = {"fact_id": fact.id, "stance": STANCES[other % 2]}
        held = {"verdict": VERDICTS[other % 2], "as_of": MONDAY}
        held["assessor_id"] = self.assessors[one % ASSESSORS]
        settled = {"value": VALUES[one % 2], "known_at": MONDAY}
        into = self.facts[one].id
        return {
            "merge": lambda w: merge_fact(w, fact.id, into_id=into, version=version),
            "unmerge": lambda w: unmerge_fact(w, fact.id, version=version),
            "put": lambda w: set_stance(w, claim.id, **stance, version=None),
            "take_back": lambda w: remove_stance(w, claim.id, fact.id, version=read),
            "replace_all": lambda w: revise_claim(
                w, claim.id, version=read, columns={}, stances=[stance]
            ),
            "assess": lambda w: assess_fact(w, fact.id, held),
            "settle": lambda w: record_outcome(w, fact.id, settled),
            "resettle": lambda w: supersede_outcome(
                w, fact.id, settled, version=version
            ),
            "unsettle": lambda w: withdraw_outcome(w, fact.id, version=version),
        }

    def version(self, model: Any, record_id: int) -> int:
        found: int = self.write.session.execute(
            select(model.version).where(model.id == record_id)
        ).scalar_one()
        return found

    def counting(self) -> Counting:
        numbers = {fact.id: number for number, fact in enumerate(self.facts)}
        claims = {claim.id: number for number, claim in enumerate(self.claims)}
        found: Counting = {}
        for fact_id, claim_id, said in self._standing(Stance, "claim_id", "stance"):
            found[numbers[fact_id], ("stance", claims[claim_id])] = said
        for fact_id, who, said in self._standing(Assessment, "assessor_id", "verdict"):
            found[numbers[fact_id], ("assessment", self.assessors.index(who))] = said
        for fact_id, _, said in self._standing(Outcome, "id", "value"):
            found[numbers[fact_id], ("outcome",)] = said
        return found

    def _standing(self, model: Any, key: str, says: str) -> list[Any]:
        columns = (model.fact_id, getattr(model, key), getattr(model, says))
        rows = self.write.session.execute(
            select(*columns)
            .join(Fact, Fact.id == model.fact_id)
            .where(model.superseded_at.is_(None), Fact.merged_into_id.is_(None))
        )
        return [*rows.all()]


@pytest.fixture
def stored(write: Write) -> Stored:
    facts = [make_fact(write) for _ in range(FACTS)]
    claims = [make_claim(write) for _ in range(CLAIMS)]
    assessors = [make_source(write).id for _ in range(ASSESSORS)]
    return Stored(write, facts, claims, assessors)


MERGES = ("merge", "merge", "merge", "unmerge", "unmerge")
JUDGEMENTS = ("put", "put", "replace_all", "take_back", "assess", "assess")
OUTCOMES = ("settle", "settle", "resettle", "unsettle")
STEPS = 40


def draw(chance: Random) -> Op:
    """Return possible steps, mostly agreeing ones: differing facts cannot be merged."""
    kind = chance.choice((MERGES, JUDGEMENTS, OUTCOMES))
    fact, other, bit = (chance.randrange(n) for n in (FACTS, FACTS, 2))
    says = int(chance.random() < 0.2)
    if kind is MERGES:
        return chance.choice(kind), fact, other, 0
    if kind is OUTCOMES:
        return chance.choice(kind), fact, says, 0
    return chance.choice(kind), fact, bit, says


class TestClusters:
    @drawn(
        3,
        phases=[Phase.generate],  # a smaller seed is no smaller history
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(seed=st.integers(0, 10_000))
    def test_count_the_same_judgements_as_the_model(
        self, stored: Stored, seed: int
    ) -> None:
        told, chance = Told(), Random(seed)
        with stored.write.session.begin_nested() as savepoint:
            for hours in range(STEPS):
                op = told.aimed(draw(chance))
                assert stored.judge(op, hours=hours) == told.judge(op), op
                assert stored.counting() == told.counting(), op
            assert violated(stored.write) == []
            savepoint.rollback()
        stored.write.session.expire_all()


def violated(write: Write) -> list[str]:
    """Return the rules that the stored facts and claims break."""
    return [
        name
        for name, check in CHECKS.items()
        if name.startswith(("fact.", "claim."))
        and write.rows(check.builder(viewer=LOCAL_VIEWER))
    ]
