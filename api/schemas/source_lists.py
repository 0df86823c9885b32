"""Filters and orders of lists of sources and of their children."""

from typing import Annotated

from pydantic import Field

from api.schemas.as_of import RecordAsOf
from api.schemas.closed_lists import Flag, SourceKind, SourceSort
from api.schemas.facets import WithSourceFacets
from api.schemas.lists import ListParams, PageParams, Query, VersionParams
from api.schemas.named import BY_NAME, SourceNamed
from api.schemas.sources import (
    AffiliationOut,
    IdentifierOut,
    NameOut,
    SourceOut,
    SourceRow,
)
from api.schemas.types import Country, Id, ShortText, Text, matching
from db.queries.sources import FILTERS

Identifier = Annotated[
    Text,
    matching(r"^[^:]+:[\s\S]+$"),
    Field(max_length=600, examples=["wikidata:Q7184"]),
]


class SourceParams(VersionParams, RecordAsOf):
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


class SourceListParams(ListParams, WithSourceFacets):
    """Filters of the list: different ones are ANDed, values of the same one ORed."""

    shown = SourceRow
    filter_names = (*FILTERS, "q")

    sort: SourceSort = Field(
        "-recorded", description="The order of the list.", examples=["name"]
    )
    q: Query | None = None
    kind: list[SourceKind] = Field(
        [], max_length=10, description="Only sources of these kinds."
    )
    sector: list[ShortText] = Field(
        [],
        max_length=50,
        description="Only sources of these sectors.",
        examples=[["military"]],
    )
    country: list[Country] = Field(
        [],
        max_length=50,
        description="Only sources of these countries (ISO 3166-1 alpha-2 codes).",
        examples=[["BY"]],
    )
    organisation: list[SourceNamed] = Field(
        [],
        max_length=50,
        description=f"Only sources affiliated with one of these sources. {BY_NAME}",
    )
    article: list[Id] = Field(
        [],
        max_length=50,
        description="Only sources quoted in one of these articles, by their ids.",
    )
    anonymous: Flag | None = Field(
        None,
        description="`true`: only unnamed sources; `false`: only named ones. Neither "
        "finds unresolved sources: `unresolved` does.",
        examples=["true"],
    )
    unresolved: Flag | None = Field(
        None,
        description="`true`: only unresolved sources (of unknown identity); "
        "`false`: only the others.",
        examples=["true"],
    )
    identifier: list[Identifier] = Field(
        [],
        max_length=50,
        description="Only sources with one of these identifiers, each as "
        "`scheme:value`.",
        examples=[["wikidata:Q7184"]],
    )
