"""Wire format of where a source stands on facts."""

from pydantic import ConfigDict

from api.schemas.as_of import RecordAsOf
from api.schemas.lists import CursorParams
from api.schemas.refs import ArticleRef, FactRef
from api.schemas.types import Answer, Id, Instant
from db.derived.positions import Role
from db.derived.state import State
from db.models.claim import DatedBasis
from db.models.stance import StanceValue


class StanceTaken(Answer):
    """A stance that a source holds, or relays for others, in one claim."""

    claim_id: Id
    article_id: Id
    article: ArticleRef
    at: Instant
    basis: DatedBasis
    stance: StanceValue
    role: Role


class PositionsOut(Answer):
    """The stances of a source on one fact, in the order of time."""

    fact_id: Id
    fact: FactRef
    state: State
    stances: list[StanceTaken]


class PositionsPage(Answer):
    """One page of facts; ``next_cursor`` is null on the last."""

    data: list[PositionsOut]
    next_cursor: str | None


class PositionsParams(CursorParams, RecordAsOf):
    """Query parameters of where a source stands."""

    model_config = ConfigDict(extra="forbid")
