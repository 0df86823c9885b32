"""Wire format of the newest verdicts on facts, and of claims by stance."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import Verdict
from api.schemas.refs import SourceRef
from api.schemas.types import Answer, Id, Instant


class VerdictOut(Answer):
    """The newest verdict of an assessor on a fact."""

    assessment_id: Id = Field(description="The id of the assessment.")
    assessor_id: Id | None = Field(
        description="The id of the assessor, or of its survivor; null for our own desk."
    )
    assessor: SourceRef | None = Field(
        description="The assessor, or its survivor; null for our own desk."
    )
    verdict: Verdict
    as_of: Instant = Field(description="The time of the assessment.")


class RatedFalse(Answer):
    """A verdict that the fact is false or misleading."""

    assessment_id: Id = Field(description="The id of the assessment.")
    verdict: Verdict
    as_of: Instant = Field(description="The time of the assessment.")


class SidesOut(Answer):
    """The number of claims with each stance on a fact."""

    supports: int = Field(description="The number of claims that support it.")
    hedges_for: int = Field(description="The number that hedge for it.")
    noncommittal: int = Field(description="The number that take no side.")
    no_evidence: int = Field(description="The number that report no sign of it.")
    hedges_against: int = Field(description="The number that hedge against it.")
    denies: int = Field(description="The number that deny it.")


Verdicts = Annotated[
    list[VerdictOut],
    Field(description="The newest verdict of each assessor, the latest first."),
]
Sides = Annotated[
    SidesOut,
    Field(
        description="The numbers of reviewed and disputed claims by stance. Retracted "
        "claims are counted here; `/corroboration` leaves them out."
    ),
]
