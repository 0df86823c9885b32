"""Wire format of how facts turned out."""

from api.schemas.as_of import RecordAsOf
from api.schemas.dates import FuzzyDate, FuzzyDateOut
from api.schemas.lists import Params
from api.schemas.sources import Note
from api.schemas.types import Answer, Body, Id, Instant
from db.models.outcome import OutcomeValue


class OutcomeIn(Body):
    """How a fact turned out, and when that was known."""

    value: OutcomeValue
    occurred: FuzzyDate | None = None
    known_at: Instant
    rationale: Note | None = None


class OutcomeOut(Answer):
    """How a fact turned out, as it is noted."""

    id: Id
    value: OutcomeValue
    occurred: FuzzyDateOut | None
    known_at: Instant
    rationale: str | None
    reason: str | None
    created_at: Instant


class OutcomeParams(Params, RecordAsOf):
    """Query parameters of an outcome."""

    shown = OutcomeOut
