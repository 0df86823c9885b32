"""Schemas of facts in requests."""

from typing import Self

from pydantic import Field, model_validator

from api.schemas.closed_lists import FactKind, Visibility
from api.schemas.facts.fields import (
    CLOSES_AT,
    CRITERIA,
    OPENS_AT,
    PARENT,
    PLACE,
    RESOLVES_BY,
    Slug,
    Statement,
)
from api.schemas.sources import Note
from api.schemas.types import Body, EmbargoEnd, Id, Instant, ShortText


class FactColumns(Body):
    """The data of a fact."""

    kind: FactKind = "other"
    resolution_criteria: Note | None = Field(
        None, description=f"{CRITERIA} A forecast needs them."
    )
    opens_at: Instant | None = Field(None, description=OPENS_AT)
    closes_at: Instant | None = Field(None, description=CLOSES_AT)
    resolves_by: Instant | None = Field(
        None, description=f"{RESOLVES_BY} A forecast needs it."
    )
    place: ShortText | None = Field(None, description=PLACE, examples=["Ukraine"])
    parent_id: Id | None = Field(None, description=PARENT)
    visibility: Visibility = "public"
    embargo_until: EmbargoEnd | None = None
    note: Note | None = None


class FactIn(FactColumns):
    """A fact to record; without a slug, it gets one from its statement."""

    statement: Statement
    slug: Slug | None = None


class FactPatch(FactColumns):
    """A merge patch: only the sent fields change."""

    statement: Statement = ""
    slug: Slug = ""


class FactSpec(FactColumns):
    """A description of a fact: matched by slug, else by statement, or created."""

    statement: Statement | None = None
    slug: Slug | None = None

    @model_validator(mode="after")
    def _is_called_something(self) -> Self:
        if self.statement is None and self.slug is None:
            message = "Send a slug or a statement."
            raise ValueError(message)
        return self
