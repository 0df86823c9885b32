"""Wire format of how claims bear on facts."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from api.schemas.facts import FactSpec, Slug
from api.schemas.lists import PageParams, Params
from api.schemas.refs import FactRef
from api.schemas.types import Answer, Body, Id, Instant
from db.models.stance import StanceValue

# In brackets: such a tag is no part of a pointer (``api.http.errors``).
SLUG = "(slug)"
DESCRIBED = "(described)"


def _way_of(sent: Any) -> str | None:  # noqa: ANN401 - whatever a body has there
    if isinstance(sent, str):
        return SLUG
    return DESCRIBED if isinstance(sent, dict | FactSpec) else None


Called = Annotated[
    Annotated[Slug, Tag(SLUG)] | Annotated[FactSpec, Tag(DESCRIBED)],
    Discriminator(
        _way_of,
        custom_error_type="slug_or_described",
        custom_error_message="give the slug of a fact, or describe it in an object",
    ),
]


class StanceIn(Body):
    """How a claim bears on a fact."""

    stance: StanceValue


class StanceSpec(StanceIn):
    """How a claim bears on a fact, given by id or slug, or described."""

    fact_id: Id | None = None
    fact: Called | None = Field(
        None, description="Its slug, or a fact that is found or made."
    )

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.fact_id is None) == (self.fact is None):
            message = "give fact_id or fact, one of them"
            raise ValueError(message)
        return self


class StanceOut(Answer):
    """How a claim bears on a fact, as it is judged."""

    id: Id
    fact_id: Id
    fact: FactRef
    stance: StanceValue
    reason: str | None
    created_at: Instant


class StancePage(Answer):
    """One page of stances; ``next_cursor`` is null on the last."""

    data: list[StanceOut]
    next_cursor: str | None


class StanceListParams(PageParams):
    """Query parameters of the stances of a claim."""

    shown = StanceOut


class StanceParams(Params):
    """Query parameters of a stance."""

    shown = StanceOut
