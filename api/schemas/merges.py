"""Wire format of merges."""

from pydantic import Field

from api.schemas.types import Body, Id


class MergeIn(Body):
    """The record into which this one is merged."""

    merged_into_id: Id = Field(
        description="The id of the surviving record, which represents both from then "
        "on.",
        examples=[2],
    )
