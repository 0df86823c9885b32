"""Schemas of the sources of claims in requests: steps of chains, and subjects."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from api.schemas.claims.fields import Position
from api.schemas.closed_lists import Relation
from api.schemas.sources import SourceSpec
from api.schemas.types import Body, Id, ShortText


class SourceNamed(Body):
    """A source given by id or by a description."""

    source_id: Id | None = Field(
        None, description="The id of the source; or send `source`."
    )
    source: SourceSpec | None = Field(
        None,
        description="A description of the source, which is matched by name or created; "
        "or send `source_id`.",
    )

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.source_id is None) == (self.source is None):
            message = "Send either source_id or source."
            raise ValueError(message)
        return self


class StepIn(SourceNamed):
    """One step of the chain through which a claim came."""

    position: Position
    relation: Relation = Field(
        description="The role of the source: said, believes, observed, own_reporting "
        "or document at the last position; relays, cites or speaks_for before it."
    )
    as_printed: ShortText | None = Field(
        None,
        description="The words that name the source, as printed.",
        examples=["a ministry official"],
    )
    cue: ShortText | None = Field(
        None,
        description="The words that attribute the claim to it, as printed.",
        examples=["said"],
    )


class SubjectIn(SourceNamed):
    """A source that a claim is about."""


Chain = Annotated[
    list[StepIn],
    Field(
        max_length=100,
        description="The chain through which the claim came; empty if the text names "
        "no source (form `unattributed`).",
    ),
]
