"""The facts of a synthetic database, with their assessments and outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from db.commands.facts.registering import derive
from db.commands.records import stamp_new
from db.models import Assessment, Evidence, Fact, Outcome
from db.models.analyst import LOCAL
from seeds.generate import shares
from seeds.generate.chance import pick, weighted
from seeds.generate.facts import Facts, Followed
from seeds.generate.names import Names
from seeds.generate.prose import Prose
from seeds.generate.register import Outlet, Register
from seeds.generate.rows import Rows

DAY = timedelta(days=1)
BEARING_OF = {"true": "supports", "mostly_true": "supports"}
BEARING_OF |= {"false": "contradicts", "mostly_false": "contradicts"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned fact: its dates and its true outcome."""

    id: int
    opens_at: datetime
    ends_at: datetime
    lean: float  # share of sources that support it
    is_so: bool


class Desk:
    """Creates facts, their assessments and their outcomes, all before ``last``."""

    def __init__(
        self, random: Random, rows: Rows, *, names: Names, register: Register
    ) -> None:
        self._random = random
        self._rows = rows
        outlets = register.outlets.values
        self._prose = Prose(random, names, outlets[0].language)
        self._assessors: list[Outlet | None] = [None, *outlets[: shares.ASSESSORS]]
        self._kind = weighted(shares.FACT_KINDS)
        self._assessments = weighted(shares.ASSESSMENTS)
        self._verdict = {so: weighted(those) for so, those in shares.VERDICTS.items()}
        self._outcome = weighted(shares.OUTCOMES)

    def follow(self, count: int, *, first: datetime, last: datetime) -> Facts:
        """Create facts that open one after the other, with their judgements."""
        apart = (last - first) / count
        followed = []
        for place in range(count):
            at_least = (last - first) * shares.LONGEST_OPEN / (place + 1)
            plan = self._plan(first + apart * place, at_least)
            judged = [*self._assess(plan, last), *self._settle(plan, last)]
            self._add_fact(plan, judged)
            followed.append(Followed(plan.id, plan.ends_at, plan.lean))
        return Facts(followed, first=first, apart=apart)

    def _plan(self, opens_at: datetime, at_least: timedelta) -> Plan:
        random = self._random
        lean = random.random()
        opens_at = opens_at.replace(microsecond=0)
        open_for = DAY * (1 + random.lognormvariate(*shares.DAYS_OPEN))
        ends_at = opens_at + max(open_for, at_least)
        return Plan(
            id=self._rows.next_id(Fact),
            opens_at=opens_at,
            ends_at=ends_at.replace(hour=0, minute=0, second=0, microsecond=0),
            lean=lean,
            is_so=random.random() < lean,
        )

    def _add_fact(self, plan: Plan, judged: Sequence[datetime]) -> None:
        kind = self._kind.pick(self._random)
        forecast = kind == "forecast"
        statement = f"{self._prose.forecast()} before {plan.ends_at:%Y-%m-%d}."
        fact = Fact(
            id=plan.id,
            slug=f"fact-{plan.id}",
            statement=statement,
            kind=kind,
            resolution_criteria="As two outlets report." if forecast else None,
            opens_at=plan.opens_at,
            resolves_by=plan.ends_at if forecast else None,
            visibility="public",
        )
        derive(fact)
        stamp_new(fact, plan.opens_at)
        fact.updated_at = max(judged, default=plan.opens_at)
        fact.version += len(judged)
        self._rows.add(fact)

    def _assess(self, plan: Plan, last: datetime) -> Sequence[datetime]:
        """Create assessments of a fact; return their times."""
        count = self._assessments.pick(self._random)
        open_for = plan.ends_at - plan.opens_at
        found = []
        for assessor in self._random.sample(self._assessors, count):
            as_of = plan.opens_at + open_for * self._random.random() * shares.LATE
            as_of = as_of.replace(microsecond=0)
            if as_of < last:
                self._add_assessment(plan, assessor, as_of)
                found.append(as_of)
        return found

    def _add_assessment(
        self, plan: Plan, assessor: Outlet | None, as_of: datetime
    ) -> None:
        verdict = self._verdict[plan.is_so].pick(self._random)
        sure = self._random.random() < shares.SURE
        row = Assessment(
            analyst_id=LOCAL,
            created_at=as_of,
            judged_fact_id=plan.id,
            fact_id=plan.id,
            assessor_id=assessor.voice.id if assessor else None,
            verdict=verdict,
            verdict_text=verdict.replace("_", " ").capitalize() if assessor else None,
            probability=pick(self._random, shares.PROBABILITIES) if sure else None,
            as_of=as_of,
        )
        self._rows.add(row)
        if assessor:
            self._add_evidence(row, f"https://{assessor.host}/checks/{row.id}")

    def _add_evidence(self, assessment: Assessment, url: str) -> None:
        evidence = Evidence(
            judged_fact_id=assessment.judged_fact_id,
            assessment_id=assessment.id,
            url=url,
            bearing=BEARING_OF.get(assessment.verdict, "context"),
        )
        self._rows.add(evidence)

    def _value(self, plan: Plan) -> str:
        value = self._outcome.pick(self._random)
        clear = "yes" if plan.is_so else "no"
        return clear if value == "clear" else value

    def _settle(self, plan: Plan, last: datetime) -> Sequence[datetime]:
        """Create the outcome of a fact if it is resolved; return the time."""
        known_at = plan.ends_at + DAY * self._random.random()
        if known_at >= last or self._random.random() >= shares.SETTLED:
            return []
        value = self._value(plan)
        day = plan.ends_at - DAY if value == "yes" else None
        row = Outcome(
            analyst_id=LOCAL,
            created_at=known_at,
            judged_fact_id=plan.id,
            fact_id=plan.id,
            value=value,
            occurred_from=day,
            occurred_to=plan.ends_at if day else None,
            occurred_precision="day" if day else None,
            known_at=known_at,
        )
        self._rows.add(row)
        return [known_at]
