"""Reads of the chains, subjects, spans and tags of the claims on a page."""

from db.engine.prepared import parameter, prepared
from db.models import (
    Article,
    Attribution,
    Claim,
    ClaimSubject,
    ClaimTag,
    Source,
    Span,
    Tag,
)
from db.queries.claims.filters import ORIGINATES, SPEAKS
from db.queries.claims.rows import (
    PrintRow,
    SpanRow,
    SpeakerRow,
    StepRow,
    SubjectRow,
    TagOfClaimRow,
)
from db.queries.filters import binds
from db.queries.ref_columns import OUTLET, PRINTED, referring
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(SpeakerRow)
def list_speakers(
    *, count: int = 1, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the first and last steps of ``count`` claims, for lists."""
    claims = Attribution.claim_id.in_(binds("claim", count))
    return (
        SpeakerRow.select()
        .join(Source, Source.id == Attribution.source_id)
        .where(claims, SPEAKS | ORIGINATES)
        .where(visible(Source, viewer, withdrawn=withdrawn))
        .order_by(Attribution.claim_id, Attribution.position, Attribution.seq)
    )


@prepared(StepRow)
def list_steps(*, count: int = 1, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the whole chains of ``count`` claims, each step with its sources."""
    claims = Attribution.claim_id.in_(binds("claim", count))
    return (
        StepRow.select()
        .join(Source, Source.id == Attribution.source_id)
        .join(PRINTED, PRINTED.id == Attribution.printed_source_id)
        .where(claims, visible(Source, viewer, withdrawn=withdrawn))
        .where(visible(PRINTED, viewer, withdrawn=True))
        .order_by(Attribution.claim_id, Attribution.position, Attribution.seq)
    )


@prepared(SpanRow)
def list_spans(*, count: int = 1, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the spans of ``count`` claims."""
    return (
        SpanRow.select()
        .join(Claim, Claim.id == Span.claim_id)
        .where(Span.claim_id.in_(binds("claim", count)))
        .where(visible(Claim, viewer, withdrawn=withdrawn))
        .order_by(Span.claim_id, Span.id)
    )


@prepared(SubjectRow)
def list_subjects(
    *, count: int = 1, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the subjects of ``count`` claims, each survivor once."""
    return (
        SubjectRow.select()
        .join(Source, Source.id == ClaimSubject.source_id)
        .join(PRINTED, PRINTED.id == ClaimSubject.printed_source_id)
        .where(ClaimSubject.claim_id.in_(binds("claim", count)))
        .where(visible(Source, viewer, withdrawn=withdrawn))
        .where(visible(PRINTED, viewer, withdrawn=True))
        .order_by(ClaimSubject.claim_id, ClaimSubject.id)
    )


@prepared(PrintRow)
def list_prints(*, viewer: Viewer) -> AnySelect:
    """Select where the claims that were merged into ``claim`` were printed."""
    statement = (
        PrintRow.select()
        .join(Article, Article.id == Claim.article_id)
        .where(Claim.survivor_id == parameter("claim"))
        .where(visible(Claim, viewer, withdrawn=True), visible(Article, viewer))
        .order_by(Claim.id)
    )
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)


@prepared(TagOfClaimRow)
def list_tags(*, count: int = 1, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the tags on ``count`` claims."""
    return (
        TagOfClaimRow.select()
        .join(Tag, Tag.id == ClaimTag.tag_id)
        .where(ClaimTag.claim_id.in_(binds("claim", count)))
        .where(visible(Tag, viewer, withdrawn=withdrawn))
        .order_by(ClaimTag.claim_id, ClaimTag.id)
    )
