"""Query parameters that many lists, records or writes take."""

from api.schemas.lists.filters import Filters, Query, has_words
from api.schemas.lists.params import (
    CursorParams,
    ExplainParams,
    ListParams,
    LongCursorParams,
    PageParams,
    Params,
    RecordParams,
    VersionParams,
    keys_of,
)
from api.schemas.lists.writes import CascadeParams, ReasonedParams, WriteParams

__all__ = [
    "CascadeParams",
    "CursorParams",
    "ExplainParams",
    "Filters",
    "ListParams",
    "LongCursorParams",
    "PageParams",
    "Params",
    "Query",
    "ReasonedParams",
    "RecordParams",
    "VersionParams",
    "WriteParams",
    "has_words",
    "keys_of",
]
