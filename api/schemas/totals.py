"""The number of rows of a list, on all its pages."""

from typing import Annotated, Any

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
        f"exact up to {MAX_TOTAL:,}. For searches of claims and claims by filters "
        "without an index, it can be a lower bound.",
        examples=[120],
    ),
]


def shown_total(number: int, *, is_least: bool = False) -> int | dict[str, Any]:
    """Return the number of rows of a list, or a lower bound of it."""
    if number <= MAX_TOTAL and not is_least:
        return number
    return {"value": min(number, MAX_TOTAL), "relation": "gte"}
