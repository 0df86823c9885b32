"""Rows of sources with their children, and of tags."""

from datetime import datetime
from typing import NamedTuple


class SourceRow(NamedTuple):
    """A source, named or unnamed."""

    id: int
    created_at: datetime
    updated_at: datetime
    name: str
    folded: str
    match_key: str
    kind: str
    article_id: int | None = None
    ordinal: int = 1
    people: int | None = None
    sector: str | None = None
    seniority: str = "unknown"
    country_code: str | None = None
    language: str | None = None
    version: int = 1
    visibility: str = "public"
    embargo_inherited: bool = False


class NameRow(NamedTuple):
    """Another name of a source."""

    id: int
    source_id: int
    name: str
    folded: str
    match_key: str
    language: str
    kind: str


class IdentifierRow(NamedTuple):
    """An identifier of a synthetic source."""

    id: int
    source_id: int
    scheme: str
    value: str
    visibility: str = "public"


class AffiliationRow(NamedTuple):
    """An affiliation of a person with an organisation."""

    id: int
    source_id: int
    organisation_id: int
    relation: str


class TagRow(NamedTuple):
    """A tag."""

    id: int
    created_at: datetime
    updated_at: datetime
    name: str
    match_key: str
    version: int = 1
    visibility: str = "public"
    embargo_inherited: bool = False
