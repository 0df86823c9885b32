"""Wire format of sources that may be the same as a given one."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.schemas.closed_lists import IncludeInCandidates
from api.schemas.identities import IdentityOut
from api.schemas.refs import SourceRef
from api.schemas.types import Answer, InDigits, split

CANDIDATES = 20
MAX_CANDIDATES = 100


class CandidateParams(BaseModel):
    """The number and kinds of candidates to list."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MAX_CANDIDATES), InDigits] = Field(
        CANDIDATES, description="The largest number of rows.", examples=[CANDIDATES]
    )
    include: Annotated[list[IncludeInCandidates], BeforeValidator(split)] = Field(
        [],
        description="Which other candidates to list.",
        examples=[["judged"]],
    )


class Matched(Answer):
    """The most similar names of two sources."""

    name: str = Field(description="A name of the source.")
    candidate_name: str = Field(description="A name of the candidate.")


class CandidateOut(Answer):
    """A source that may be the same, and the judgement on the pair."""

    source: SourceRef = Field(description="The candidate.")
    score: float = Field(
        description="The similarity of the names, from 0 to 1.", examples=[0.91]
    )
    matched: Matched = Field(description="The most similar names.")
    identity: IdentityOut | None = Field(
        description="The judgement on whether the two are one source; null if there is "
        "none, or the caller may not see it."
    )


class CandidateList(Answer):
    """The sources with the most similar names."""

    data: list[CandidateOut] = Field(description="The candidates, best first.")
