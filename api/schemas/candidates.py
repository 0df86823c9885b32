"""Wire format of sources that may be one with another."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.schemas.identities import IdentityOut
from api.schemas.refs import SourceRef
from api.schemas.types import Answer, InDigits, split

CANDIDATES = 20
MAX_CANDIDATES = 100


class CandidateParams(BaseModel):
    """How many of them, and which."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MAX_CANDIDATES), InDigits] = Field(
        CANDIDATES, description="How many at most.", examples=[CANDIDATES]
    )
    include: Annotated[list[Literal["judged"]], BeforeValidator(split)] = Field(
        [],
        description="`judged`: also those that are judged to be different, or merged "
        "into it already.",
        examples=[["judged"]],
    )


class Matched(Answer):
    """The names that are so alike."""

    name: str
    candidate_name: str


class CandidateOut(Answer):
    """A source that may be the same one, and what is judged of that."""

    source: SourceRef
    score: float = Field(description="How alike the names are, from 0 to 1.")
    matched: Matched
    identity: IdentityOut | None


class CandidateList(Answer):
    """Those most alike, the most alike first."""

    data: list[CandidateOut]
