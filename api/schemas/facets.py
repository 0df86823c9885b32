"""Wire format of facets."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from api.schemas.closed_lists import ArticleFacet, Facet, FactFacet, SourceFacet
from api.schemas.totals import LargeTotal
from api.schemas.types import Answer, split
from db.derived.facets import MOST_VALUES
from db.values.totals import MAX_TOTAL

VALUES = (
    f"The {MOST_VALUES} most frequent values of each facet that was asked for, the "
    "most frequent first."
)
ASKED = "Count the records of the whole list by these."


class FacetValueOut(Answer):
    """A value, and how many records have it."""

    value: int | str = Field(
        description="What the filter of this name is asked for: the id of an outlet or "
        "a source, a year, or a word.",
        examples=["paraphrase"],
    )
    label: str | None = Field(
        description="What an outlet or a source is called; null for other values.",
        examples=["CNN"],
    )
    count: int = Field(description="How many records have it.", examples=[12])


class FacetTotal(Answer):
    """How many records are counted by facets."""

    total: int | LargeTotal = Field(
        description="How many records the list has. Of more than "
        f"{MAX_TOTAL:,}, the newest {MAX_TOTAL:,} are counted.",
        examples=[120],
    )


class FacetsOut(FacetTotal):
    """How many claims of the whole list have each value."""

    values: dict[Facet, list[FacetValueOut]] = Field(
        description=f"{VALUES} Years are those by which claims are dated."
    )


class ArticleFacetsOut(FacetTotal):
    """How many articles of the whole list have each value."""

    values: dict[ArticleFacet, list[FacetValueOut]] = Field(
        description=f"{VALUES} Years are those of publication."
    )


class FactFacetsOut(FacetTotal):
    """How many facts of the whole list have each value."""

    values: dict[FactFacet, list[FacetValueOut]] = Field(
        description=f"{VALUES} Years are those of recording."
    )


class SourceFacetsOut(FacetTotal):
    """How many sources of the whole list have each value."""

    values: dict[SourceFacet, list[FacetValueOut]] = Field(description=VALUES)


class WithFacets(BaseModel):
    """Query parameters of a list of claims that is counted by facets."""

    facets: Annotated[list[Facet], BeforeValidator(split)] = Field(
        [],
        max_length=7,
        description="Count the claims of the whole list by these.",
        examples=[["outlet", "form"]],
    )


class WithArticleFacets(BaseModel):
    """Query parameters of a list of articles that is counted by facets."""

    facets: Annotated[list[ArticleFacet], BeforeValidator(split)] = Field(
        [], max_length=4, description=ASKED, examples=[["outlet", "year"]]
    )


class WithFactFacets(BaseModel):
    """Query parameters of a list of facts that is counted by facets."""

    facets: Annotated[list[FactFacet], BeforeValidator(split)] = Field(
        [], max_length=4, description=ASKED, examples=[["status"]]
    )


class WithSourceFacets(BaseModel):
    """Query parameters of a list of sources that is counted by facets."""

    facets: Annotated[list[SourceFacet], BeforeValidator(split)] = Field(
        [], max_length=3, description=ASKED, examples=[["kind", "country"]]
    )


ONLY_IF_ASKED = Field(description="Only if `facets` was sent.")
FacetsOfPage = Annotated[FacetsOut | None, ONLY_IF_ASKED]
ArticleFacetsOfPage = Annotated[ArticleFacetsOut | None, ONLY_IF_ASKED]
FactFacetsOfPage = Annotated[FactFacetsOut | None, ONLY_IF_ASKED]
SourceFacetsOfPage = Annotated[SourceFacetsOut | None, ONLY_IF_ASKED]
