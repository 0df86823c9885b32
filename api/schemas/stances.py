"""Wire format of stances of claims on facts."""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from api.schemas.closed_lists import StanceValue
from api.schemas.columns import CreatedAt, NextCursor, Reason, RecordId
from api.schemas.facts import FactSpec, Slug
from api.schemas.lists import PageParams, Params
from api.schemas.refs import FactRef
from api.schemas.types import Answer, Body, Id

# In brackets: such a tag is not part of a pointer (``api.http.errors``).
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
        custom_error_message="Must be the slug of a fact, or an object about it.",
    ),
]


class StanceIn(Body):
    """The stance of a claim on a fact."""

    stance: StanceValue


class StanceSpec(StanceIn):
    """The stance of a claim on a fact, given by id or slug, or described."""

    fact_id: Id | None = Field(None, description="The id of the fact; or send `fact`.")
    fact: Called | None = Field(
        None,
        description="The slug of the fact, or a description, which is matched or "
        "created; or send `fact_id`.",
    )

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.fact_id is None) == (self.fact is None):
            message = "Send either fact_id or fact."
            raise ValueError(message)
        return self


class StanceOut(Answer):
    """The judgement of a claim's stance on a fact."""

    id: RecordId
    fact_id: Id = Field(description="The id of the fact.")
    fact: FactRef = Field(description="The fact.")
    stance: StanceValue
    reason: Reason
    created_at: CreatedAt


class StancePage(Answer):
    """One page of stances."""

    data: list[StanceOut] = Field(description="The stances of this page.")
    next_cursor: NextCursor


class StanceListParams(PageParams):
    """Query parameters of the stances of a claim."""

    shown = StanceOut


class StanceParams(Params):
    """Query parameters of a stance."""

    shown = StanceOut
