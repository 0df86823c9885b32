"""The columns that synthetic rows fill; a column that is in none is null."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from db.commands.bulk import BulkLoad
from db.models import (
    Affiliation,
    Article,
    Attribution,
    Base,
    Claim,
    ClaimTag,
    Revision,
    Source,
    SourceIdentifier,
    SourceName,
    Span,
    Tag,
)


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


class ArticleRow(NamedTuple):
    """An article."""

    id: int
    created_at: datetime
    updated_at: datetime
    outlet_id: int
    kind: str
    url: str
    url_key: str
    title: str
    folded: str
    byline: str
    language: str
    published_from: datetime
    published_to: datetime
    published_precision: str
    version: int = 1
    visibility: str = "public"


class RevisionRow(NamedTuple):
    """The text of an article."""

    id: int
    article_id: int
    number: int
    captured_at: datetime
    text: str
    text_sha256: str
    text_length: int


class ClaimRow(NamedTuple):
    """A claim."""

    id: int
    created_at: datetime
    updated_at: datetime
    article_id: int
    revision_id: int
    text: str
    statement: str | None
    folded: str
    form: str
    act: str
    hedges: list[str] | None
    probability_low: float | None
    probability_high: float | None
    probability_basis: str | None
    channel: str | None
    knowledge: str
    terms: str
    said_from: datetime | None
    said_to: datetime | None
    said_precision: str | None
    said_text: str | None
    dated_at: datetime
    dated_basis: str
    start: int
    language: str
    method: str
    review: str
    content_key: str
    version: int = 1
    visibility: str = "public"


class AttributionRow(NamedTuple):
    """One step of a chain."""

    id: int
    claim_id: int
    position: int
    seq: int
    printed_source_id: int
    source_id: int
    is_origin: bool
    dated_at: datetime
    relation: str
    as_printed: str | None
    cue: str | None


class SpanRow(NamedTuple):
    """Where words of a claim stand."""

    id: int
    claim_id: int
    part: str
    position: int | None
    seq: int
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    anchor: str = "exact"


class ClaimTagRow(NamedTuple):
    """A tag on a claim."""

    id: int
    claim_id: int
    tag_id: int
    dated_at: datetime


MODELS: dict[type[Any], type[Base]] = {
    SourceRow: Source,
    NameRow: SourceName,
    IdentifierRow: SourceIdentifier,
    AffiliationRow: Affiliation,
    TagRow: Tag,
    ArticleRow: Article,
    RevisionRow: Revision,
    ClaimRow: Claim,
    AttributionRow: Attribution,
    SpanRow: Span,
    ClaimTagRow: ClaimTag,
}


class Rows:
    """Rows on their way to the database, and how many there were of each kind."""

    def __init__(self) -> None:
        self._waiting: dict[type[Any], list[Any]] = {kind: [] for kind in MODELS}
        self._sent = dict.fromkeys(MODELS, 0)

    def add(self, row: Any) -> None:  # noqa: ANN401 - one of the rows above
        """Take one row."""
        self._waiting[row.__class__].append(row)

    def add_all(self, rows: Iterable[Any]) -> None:
        """Take several rows."""
        for row in rows:
            self.add(row)

    def next_id(self, kind: type[Any]) -> int:
        """Return the id of the next row of this kind."""
        return self._sent[kind] + len(self._waiting[kind]) + 1

    def waiting(self, kind: type[Any]) -> int:
        """Return how many rows of a kind have not been sent."""
        return len(self._waiting[kind])

    def count(self, kind: type[Any]) -> int:
        """Return how many rows of a kind there are so far."""
        return self.next_id(kind) - 1

    def send(self, load: BulkLoad) -> None:
        """Store the rows that wait."""
        for kind, rows in self._waiting.items():
            load.insert(MODELS[kind], kind._fields, rows)
            self._sent[kind] += len(rows)
            rows.clear()
