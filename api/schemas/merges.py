"""Wire format of merges."""

from pydantic import AliasChoices, Field

from api.schemas.types import Body, Id


class MergeIn(Body):
    """The record into which this one is merged."""

    merged_into_id: Id = Field(
        validation_alias=AliasChoices("merged_into_id", "into"),
        description="The id of the surviving record, which then represents both. `into`"
        "is a synonym.",
        examples=[2],
    )
