"""Rows of the register: sources with all that belongs to them, and tags."""

from datetime import datetime
from typing import NamedTuple


class SourceRow(NamedTuple):
    """A source, named or unnamed."""

    id: int
    created_at: datetime
    updated_at: datetime
    name: str
    folded: str
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


class NameRow(NamedTuple):
    """Another name of a source."""

    id: int
    source_id: int
    name: str
    folded: str
    language: str
    kind: str


class IdentifierRow(NamedTuple):
    """What a synthetic source is found by."""

    id: int
    source_id: int
    scheme: str
    value: str
    visibility: str = "public"


class AffiliationRow(NamedTuple):
    """A tie of a person to an organisation."""

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
    version: int = 1
    visibility: str = "public"
