"""How many rows a list has, on all its pages."""

from typing import Annotated

from pydantic import Field

from api.schemas.closed_lists import TotalRelation
from api.schemas.types import Answer
from db.values.totals import MAX_TOTAL


class LargeTotal(Answer):
    """A number of rows that is not counted exactly."""

    value: int = Field(description="The number that was counted.", examples=[MAX_TOTAL])
    relation: TotalRelation = Field(
        description="How the number of rows compares with it.", examples=["gte"]
    )


Total = Annotated[
    int | LargeTotal | None,
    Field(
        description="The number of rows on all pages; only with `include=total`. It is "
        f"exact up to {MAX_TOTAL:,}.",
        examples=[120],
    ),
]
