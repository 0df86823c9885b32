"""What lists of sources, and of what belongs to them, can be narrowed and sorted by."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.as_of import RecordAsOf
from api.schemas.lists import Flag, ListParams, PageParams, Query, RecordParams
from api.schemas.sources import (
    AffiliationOut,
    IdentifierOut,
    NameOut,
    SourceOut,
    SourceRow,
)
from api.schemas.types import Country, Id, ShortText, Text, matching
from db.models.source import SourceKind
from db.queries.sources import FILTERS

Identifier = Annotated[
    Text,
    matching(r"^[^:]+:[\s\S]+$"),
    Field(max_length=600, examples=["wikidata:Q7184"]),
]


class SourceParams(RecordParams, RecordAsOf):
    """Query parameters of a source."""

    shown = SourceOut


class NameListParams(PageParams):
    """Query parameters of the other names of a source."""

    shown = NameOut


class IdentifierListParams(PageParams):
    """Query parameters of the identifiers of a source."""

    shown = IdentifierOut


class AffiliationListParams(PageParams):
    """Query parameters of the affiliations of a source."""

    shown = AffiliationOut


class SourceListParams(ListParams):
    """Filters of the list: all ANDed, a repeated one is OR."""

    shown = SourceRow
    filter_names = tuple(FILTERS)

    sort: Literal["-recorded", "recorded", "name"] = Field(
        "-recorded", description="`-recorded`: the latest first.", examples=["name"]
    )
    q: Query | None = None
    kind: list[SourceKind] = Field([], max_length=10, description="Kinds.")
    sector: list[ShortText] = Field(
        [], max_length=50, description="Sectors.", examples=[["military"]]
    )
    country: list[Country] = Field(
        [], max_length=50, description="Country codes.", examples=[["BY"]]
    )
    organisation: list[Id] = Field(
        [], max_length=50, description="Affiliated with these sources."
    )
    article: list[Id] = Field(
        [], max_length=50, description="Quoted in these articles."
    )
    anonymous: Flag | None = Field(
        None, description="Unnamed ones, or named ones.", examples=["true"]
    )
    identifier: list[Identifier] = Field(
        [], max_length=50, description="`scheme:value`.", examples=[["wikidata:Q7184"]]
    )
