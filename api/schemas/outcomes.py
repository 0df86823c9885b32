"""Wire format of how facts turned out."""

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
    """How a fact turned out, and when that was known."""

    value: OutcomeValue
    occurred: DateIn | None = Field(None, description=OCCURRED, examples=["2022-03-22"])
    known_at: Instant = Field(description=KNOWN_AT)
    rationale: Note | None = Field(
        None, description="Why the fact is held to have turned out so."
    )


class OutcomeOut(Answer):
    """How a fact turned out, as recorded."""

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
