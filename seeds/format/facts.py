"""Facts in a seed file, with the assessments and the outcome by our own desk."""

from pydantic import AwareDatetime

from db.models.assessment import Bearing, Verdict
from db.models.fact import FactKind
from db.models.outcome import OutcomeValue
from seeds.format.parts import FuzzyDate, Key, Part, Words


class Evidence(Part):
    """Evidence for an assessment: an address."""

    url: Words
    bearing: Bearing


class Assessment(Part):
    """An assessment of a fact, by a source of the file or by our own desk."""

    assessor: Key | None = None
    verdict: Verdict
    as_of: AwareDatetime
    rationale: Words
    evidence: tuple[Evidence, ...] = ()


class Outcome(Part):
    """The outcome of a fact, and when it became known."""

    value: OutcomeValue
    occurred: FuzzyDate | None
    known_at: AwareDatetime
    rationale: Words


class Fact(Part):
    """A neutral, dated proposition; loading finds it by its slug."""

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
