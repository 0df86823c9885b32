"""Rows of articles and their claims."""

from datetime import datetime
from typing import NamedTuple


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
    byline: str
    language: str
    published_from: datetime
    published_to: datetime
    published_precision: str
    version: int = 1
    visibility: str = "public"


class AddressRow(NamedTuple):
    """The address of an article."""

    id: int
    article_id: int
    url: str
    url_key: str
    kind: str = "canonical"
    ordinal: int = 1
    visibility: str = "public"


class BandRow(NamedTuple):
    """A band of the signature of the text of an article."""

    id: int
    article_id: int
    band: int
    hash: int


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
    outlet_id: int
    revision_id: int
    text: str
    statement: str | None
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
    withdrawn_at: datetime | None = None


class ClaimSearchRow(NamedTuple):
    """The search text of a claim."""

    id: int
    claim_id: int
    version: int
    words: str


class AttributionRow(NamedTuple):
    """A step of a chain."""

    id: int
    claim_id: int
    position: int
    seq: int
    printed_source_id: int
    source_id: int
    is_origin: bool
    dated_at: datetime
    recorded_at: datetime
    article_id: int
    start: int
    draft_visibility: str | None
    relation: str
    as_printed: str | None
    cue: str | None


class SpanRow(NamedTuple):
    """The position of words of a claim."""

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
    recorded_at: datetime
    article_id: int
    start: int
    draft_visibility: str | None
