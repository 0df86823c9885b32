"""Row types of claims."""

from sqlalchemy import exists

from db.engine.aliases import aliased
from db.engine.rows import Row, StoredInstant, StoredJson, column, labels_by
from db.models import (
    Attribution,
    Claim,
    ClaimSubject,
    ClaimTag,
    Source,
    Span,
    Stance,
    Tag,
)
from db.models.attribution import Relation
from db.models.claim import (
    Act,
    DatedBasis,
    Form,
    Knowledge,
    Method,
    ProbabilityBasis,
    Review,
    Terms,
)
from db.models.span import Anchor, Part
from db.queries.ref_columns import (
    PRINTED,
    ArticleColumns,
    RevisionColumns,
    label_of,
)
from db.search.docids import docid_of
from db.values.dates import Precision
from db.values.types import to_datetime

MERGED = aliased(Claim)


class ClaimListRow(ArticleColumns):
    """A claim in a list, with the article that printed it."""

    id: int = column(Claim.id)
    version: int = column(Claim.version)
    article_id: int = column(Claim.article_id)
    text: str = column(Claim.text)
    statement: str | None = column(Claim.statement)
    form: Form = column(Claim.form)
    act: Act = column(Claim.act)
    hedges: StoredJson = column(Claim.hedges)
    said_from: StoredInstant | None = column(Claim.said_from)
    said_to: StoredInstant | None = column(Claim.said_to)
    said_precision: Precision | None = column(Claim.said_precision)
    said_text: str | None = column(Claim.said_text)
    dated_at: StoredInstant = column(Claim.dated_at)
    dated_basis: DatedBasis = column(Claim.dated_basis)
    terms: Terms = column(Claim.terms)
    review: Review = column(Claim.review)
    created_at: StoredInstant = column(Claim.created_at)
    updated_at: StoredInstant = column(Claim.updated_at)
    withdrawn_at: StoredInstant | None = column(Claim.withdrawn_at)
    start: int = column(Claim.start)  # the key of the order `position`

    @property
    def docid(self) -> int:
        """Return the document number of the claim in the full-text index."""
        return docid_of(to_datetime(self.dated_at), self.id)


class ClaimRow(ClaimListRow, RevisionColumns):
    """A single claim with all its columns, and the revision in which it was printed."""

    revision_id: int | None = column(Claim.revision_id)
    probability_low: float | None = column(Claim.probability_low)
    probability_high: float | None = column(Claim.probability_high)
    probability_basis: ProbabilityBasis | None = column(Claim.probability_basis)
    channel: str | None = column(Claim.channel)
    knowledge: Knowledge = column(Claim.knowledge)
    terms_reason: str | None = column(Claim.terms_reason)
    about_from: StoredInstant | None = column(Claim.about_from)
    about_to: StoredInstant | None = column(Claim.about_to)
    about_precision: Precision | None = column(Claim.about_precision)
    about_text: str | None = column(Claim.about_text)
    language: str | None = column(Claim.language)
    method: Method = column(Claim.method)
    confidence: int | None = column(Claim.confidence)
    visibility: str = column(Claim.visibility)
    embargo_until: StoredInstant | None = column(Claim.embargo_until)
    note: str | None = column(Claim.note)
    merged_into_id: int | None = column(Claim.merged_into_id)


class SingleClaimRow(ClaimRow):
    """A claim, and whether it has rare parts that need another read."""

    has_subjects: bool = column(
        exists().where(ClaimSubject.claim_id == Claim.id).correlate(Claim)
    )
    has_stances: bool = column(
        exists()
        .where(Stance.claim_id == Claim.id, Stance.superseded_at.is_(None))
        .correlate(Claim)
    )
    has_prints: bool = column(
        exists().where(MERGED.survivor_id == Claim.id).correlate(Claim)
    )


class PrintRow(ArticleColumns):
    """An article in which a claim, or one that was merged into it, was printed."""

    claim_id: int = column(Claim.id)
    article_id: int = column(Claim.article_id)
    text: str = column(Claim.text)


class SpeakerRow(Row):
    """A step at an end of a chain, for lists."""

    claim_id: int = column(Attribution.claim_id)
    position: int = column(Attribution.position)
    is_origin: bool = column(Attribution.is_origin)
    source_id: int = column(Attribution.source_id)
    name: str = column(Source.name)
    kind: str = column(Source.kind)
    label: str | None = column(label_of(Source))
    labels = labels_by(label="source_id")


class StepRow(SpeakerRow):
    """A step of a chain, with its printed source and the survivor of that source."""

    seq: int = column(Attribution.seq)
    printed_source_id: int = column(Attribution.printed_source_id)
    printed_name: str = column(PRINTED.name)
    printed_kind: str = column(PRINTED.kind)
    printed_label: str | None = column(label_of(PRINTED))
    labels = labels_by(label="source_id", printed_label="printed_source_id")
    relation: Relation = column(Attribution.relation)
    as_printed: str | None = column(Attribution.as_printed)
    cue: str | None = column(Attribution.cue)


class SpanRow(Row):
    """The position of words of a claim in its revision."""

    claim_id: int = column(Span.claim_id)
    part: Part = column(Span.part)
    position: int | None = column(Span.position)
    seq: int = column(Span.seq)
    start: int = column(Span.start)
    end: int = column(Span.end)
    exact: str = column(Span.exact)
    prefix: str = column(Span.prefix)
    suffix: str = column(Span.suffix)
    anchor: Anchor = column(Span.anchor)


class SubjectRow(Row):
    """A subject of a claim, with the recorded source and its survivor."""

    claim_id: int = column(ClaimSubject.claim_id)
    source_id: int = column(ClaimSubject.source_id)
    name: str = column(Source.name)
    kind: str = column(Source.kind)
    label: str | None = column(label_of(Source))
    printed_source_id: int = column(ClaimSubject.printed_source_id)
    printed_name: str = column(PRINTED.name)
    printed_kind: str = column(PRINTED.kind)
    printed_label: str | None = column(label_of(PRINTED))
    labels = labels_by(label="source_id", printed_label="printed_source_id")


class TagOfClaimRow(Row):
    """A tag on a claim."""

    claim_id: int = column(ClaimTag.claim_id)
    name: str = column(Tag.name)
