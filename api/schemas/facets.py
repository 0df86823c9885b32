"""Wire format of facets."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from api.schemas.closed_lists import Facet
from api.schemas.totals import LargeTotal
from api.schemas.types import Answer, split
from db.derived.facets import MOST_VALUES
from db.values.totals import MAX_TOTAL


class FacetValueOut(Answer):
    """A value, and how many claims have it."""

    value: int | str = Field(
        description="What the filter of this name is asked for: the id of an outlet or "
        "a source, a year, or a word.",
        examples=["paraphrase"],
    )
    label: str | None = Field(
        description="What an outlet or a source is called; null for other values.",
        examples=["CNN"],
    )
    count: int = Field(description="How many claims have it.", examples=[12])


class FacetsOut(Answer):
    """How many claims of the whole list have each value."""

    total: int | LargeTotal = Field(
        description="How many claims the list has. Of more than "
        f"{MAX_TOTAL:,}, the newest {MAX_TOTAL:,} are counted.",
        examples=[120],
    )
    values: dict[Facet, list[FacetValueOut]] = Field(
        description=f"The {MOST_VALUES} most frequent values of each facet that was "
        "asked for, the most frequent first. Years are those by which claims are dated."
    )


class WithFacets(BaseModel):
    """Query parameters of a list that is counted by facets."""

    facets: Annotated[list[Facet], BeforeValidator(split)] = Field(
        [],
        max_length=7,
        description="Count the claims of the whole list by these.",
        examples=[["outlet", "form"]],
    )


FacetsOfPage = Annotated[
    FacetsOut | None, Field(description="Only if `facets` was sent.")
]
