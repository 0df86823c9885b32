"""Wire format of the positions of a source on facts."""

from pydantic import ConfigDict, Field

from api.schemas.as_of import RecordAsOf
from api.schemas.claims.hidden import Hidden
from api.schemas.closed_lists import DatedBasis, PositionRole, StanceValue, State
from api.schemas.columns import NextCursor
from api.schemas.lists import CursorParams
from api.schemas.refs import ArticleRef, FactRef
from api.schemas.types import Answer, Id, Instant


class StanceTaken(Answer):
    """A stance that a source holds, or relays for others, in one claim."""

    claim_id: Id = Field(description="The id of the claim.")
    article_id: Id = Field(description="The id of the article that printed it.")
    article: ArticleRef = Field(description="The article that printed it.")
    at: Instant = Field(description="The date of the claim.")
    basis: DatedBasis
    stance: StanceValue
    role: PositionRole


class PositionsOut(Answer):
    """The stances of a source on one fact, ordered by time."""

    fact_id: Id = Field(description="The id of the fact.")
    fact: FactRef = Field(description="The fact.")
    state: State
    stances: list[StanceTaken] = Field(
        description="The stances of the source, the earliest first."
    )


class PositionsPage(Answer):
    """One page of facts with the stances of a source."""

    data: list[PositionsOut] = Field(description="The facts of this page.")
    next_cursor: NextCursor
    hidden: Hidden = Field(
        description="The drafts in which the source takes a stance on any fact: they "
        "are not shown until they are reviewed."
    )


class PositionsParams(CursorParams, RecordAsOf):
    """Query parameters of the positions of a source."""

    model_config = ConfigDict(extra="forbid")
