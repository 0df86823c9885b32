"""Wire format of facets."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from api.schemas.closed_lists import ArticleFacet, Facet, FactFacet, SourceFacet
from api.schemas.totals import LargeTotal
from api.schemas.types import Answer, split
from db.derived.facets import MOST_VALUES
from db.values.totals import MAX_TOTAL

VALUES = (
    f"The {MOST_VALUES} most frequent values of each requested facet, the most "
    "frequent first."
)
ASKED = "Count the records of the whole list by these facets."


class FacetValueOut(Answer):
    """A value, and the number of records with it."""

    value: int | str = Field(
        description="The value for the filter of this name: the id of an outlet or "
        "a source, a year, or a word.",
        examples=["paraphrase"],
    )
    label: str | None = Field(
        description="The label of an outlet or a source; null for other values.",
        examples=["CNN"],
    )
    count: int = Field(
        description="The number of records with this value.", examples=[12]
    )


class FacetTotal(Answer):
    """The number of records that facets count."""

    total: int | LargeTotal = Field(
        description="The number of records in the list. Of more than "
        f"{MAX_TOTAL:,}, the newest {MAX_TOTAL:,} are counted. For claims, filters "
        "without an index are tested on as many; the number is then a lower bound.",
        examples=[120],
    )


class FacetsOut(FacetTotal):
    """The number of claims of the whole list with each value."""

    values: dict[Facet, list[FacetValueOut]] = Field(
        description=f"{VALUES} Years are those of the claims' dates."
    )


class ArticleFacetsOut(FacetTotal):
    """The number of articles of the whole list with each value."""

    values: dict[ArticleFacet, list[FacetValueOut]] = Field(
        description=f"{VALUES} Years are those of publication."
    )


class FactFacetsOut(FacetTotal):
    """The number of facts of the whole list with each value."""

    values: dict[FactFacet, list[FacetValueOut]] = Field(
        description=f"{VALUES} Years are those of recording."
    )


class SourceFacetsOut(FacetTotal):
    """The number of sources of the whole list with each value."""

    values: dict[SourceFacet, list[FacetValueOut]] = Field(description=VALUES)


class WithFacets(BaseModel):
    """The query parameter for facets of a list of claims."""

    facets: Annotated[list[Facet], BeforeValidator(split)] = Field(
        [],
        max_length=7,
        description="Count the claims of the whole list by these facets.",
        examples=[["outlet", "form"]],
    )


class WithArticleFacets(BaseModel):
    """The query parameter for facets of a list of articles."""

    facets: Annotated[list[ArticleFacet], BeforeValidator(split)] = Field(
        [], max_length=4, description=ASKED, examples=[["outlet", "year"]]
    )


class WithFactFacets(BaseModel):
    """The query parameter for facets of a list of facts."""

    facets: Annotated[list[FactFacet], BeforeValidator(split)] = Field(
        [], max_length=4, description=ASKED, examples=[["status"]]
    )


class WithSourceFacets(BaseModel):
    """The query parameter for facets of a list of sources."""

    facets: Annotated[list[SourceFacet], BeforeValidator(split)] = Field(
        [], max_length=3, description=ASKED, examples=[["kind", "country"]]
    )


ONLY_IF_ASKED = Field(description="Only if `facets` was sent.")
FacetsOfPage = Annotated[FacetsOut | None, ONLY_IF_ASKED]
ArticleFacetsOfPage = Annotated[ArticleFacetsOut | None, ONLY_IF_ASKED]
FactFacetsOfPage = Annotated[FactFacetsOut | None, ONLY_IF_ASKED]
SourceFacetsOfPage = Annotated[SourceFacetsOut | None, ONLY_IF_ASKED]
