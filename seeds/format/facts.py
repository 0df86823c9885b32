"""Facts as they stand in a seed file, with what our own desk held and found out."""

from pydantic import AwareDatetime

from db.models.assessment import Bearing, Verdict
from db.models.fact import FactKind
from db.models.outcome import OutcomeValue
from seeds.format.parts import FuzzyDate, Key, Part, Words


class Evidence(Part):
    """What an assessment rests on, by its address."""

    url: Words
    bearing: Bearing


class Assessment(Part):
    """What our own desk held about a fact at one time."""

    verdict: Verdict
    as_of: AwareDatetime
    rationale: Words
    evidence: tuple[Evidence, ...] = ()


class Outcome(Part):
    """How a fact turned out, and when that was known."""

    value: OutcomeValue
    occurred: FuzzyDate | None
    known_at: AwareDatetime
    rationale: Words


class Fact(Part):
    """A neutral, dated proposition; by its slug it is found again."""

    slug: Key
    statement: Words
    kind: FactKind
    resolution_criteria: Words | None = None
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    resolves_by: AwareDatetime | None = None
    place: Words | None = None
    note: Words | None = None
    assessments: tuple[Assessment, ...] = ()
    outcome: Outcome | None = None
