"""Records as they stand in other records."""

from typing import Literal

from pydantic import Field

from api.schemas.dates import FuzzyDateOut
from api.schemas.types import Answer, Id, Instant
from db.models.source import SourceKind


class SourceRef(Answer):
    """A source; ``label`` tells it from others that a reader may confuse it with."""

    id: Id
    name: str
    label: str = Field(examples=["US officials · CNN 2022-03-22 · #15"])
    kind: SourceKind


class ArticleRef(Answer):
    """An article."""

    id: Id
    title: str | None
    url: str | None
    published: FuzzyDateOut | None
    outlet: SourceRef | None


class FactRef(Answer):
    """A fact."""

    id: Id
    slug: str
    statement: str


class ClaimRef(Answer):
    """A claim."""

    id: Id
    text: str


class RevisionRef(Answer):
    """A revision, without its text."""

    id: Id
    number: int
    captured_at: Instant
    text_length: int
    text_sha256: str


class Created(Answer):
    """A record that a write made besides the one it was for."""

    resource: Literal["source", "article", "claim", "fact", "tag"]
    id: Id
