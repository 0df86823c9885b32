"""Wire format of outcomes of facts."""

from pydantic import Field

from api.schemas.as_of import RecordAsOf
from api.schemas.closed_lists import OutcomeValue
from api.schemas.columns import CreatedAt, Rationale, Reason, RecordId
from api.schemas.dates import DateIn, FuzzyDateOut
from api.schemas.lists import Params
from api.schemas.sources import Note
from api.schemas.types import Answer, Body, Instant

OCCURRED = "When the fact came true; null if it did not, or if the date is unknown."
KNOWN_AT = "When the outcome became known."


class OutcomeIn(Body):
    """The outcome of a fact, and when it became known."""

    value: OutcomeValue
    occurred: DateIn | None = Field(None, description=OCCURRED, examples=["2022-03-22"])
    known_at: Instant = Field(description=KNOWN_AT)
    rationale: Note | None = Field(None, description="The reasons for this outcome.")


class OutcomeOut(Answer):
    """The recorded outcome of a fact."""

    id: RecordId
    value: OutcomeValue
    occurred: FuzzyDateOut | None = Field(description=OCCURRED)
    known_at: Instant = Field(description=KNOWN_AT)
    rationale: Rationale
    reason: Reason
    created_at: CreatedAt


class OutcomeParams(Params, RecordAsOf):
    """Query parameters of an outcome."""

    shown = OutcomeOut
