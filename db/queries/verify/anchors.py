"""Checks of the spans of claims."""

from sqlalchemy import ColumnElement, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from db.models import Attribution, Claim, Revision, Span
from db.models.claim import UNPLACED
from db.prepared import prepared
from db.queries.verify.violations import violations
from db.types import AnySelect
from db.viewer import Viewer

CONTEXT = 32
OTHER = aliased(Span, name="other")
# The others are only near the words, or have lost them.
HOLDS_WORDS = Span.anchor.in_(("exact", "moved"))


def _some_span(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Span.claim_id == Claim.id, *conditions)


def _in_text(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    text = exists().where(Revision.id == Claim.revision_id, *conditions)
    return text.correlate(Claim, Span)


@prepared
def words(*, viewer: Viewer) -> AnySelect:
    """Select claims with a span that does not hold what stands in the text."""
    stands = func.substr(Revision.text, Span.start + 1, Span.end - Span.start)
    in_text = _in_text(Span.end <= func.length(Revision.text), stands == Span.exact)
    return violations(Claim, viewer, _some_span(HOLDS_WORDS, not_(in_text)))


@prepared
def context(*, viewer: Viewer) -> AnySelect:
    """Select claims with a span that keeps other words than those around it."""
    text = Revision.text
    prefix = case(
        (Span.start > CONTEXT, func.substr(text, Span.start - CONTEXT + 1, CONTEXT)),
        else_=func.substr(text, 1, Span.start),
    )
    suffix = func.substr(text, Span.end + 1, CONTEXT)
    wrong = _in_text(or_(prefix != Span.prefix, suffix != Span.suffix))
    return violations(Claim, viewer, _some_span(HOLDS_WORDS, wrong))


@prepared
def positions(*, viewer: Viewer) -> AnySelect:
    """Select claims with a span at a position that the chain does not have."""
    step = exists().where(
        Attribution.claim_id == Span.claim_id, Attribution.position == Span.position
    )
    lost = _some_span(Span.position.is_not(None), not_(step))
    return violations(Claim, viewer, lost)


@prepared
def seqs(*, viewer: Viewer) -> AnySelect:
    """Select claims with a gap or a repetition in the numbers of their spans."""
    same = (
        (OTHER.claim_id == Span.claim_id)
        & (OTHER.part == Span.part)
        & OTHER.position.is_not_distinct_from(Span.position)
    )
    gap = not_(exists().where(same, OTHER.seq == Span.seq - 1))
    twice = exists().where(same, OTHER.seq == Span.seq, OTHER.id != Span.id)
    return violations(Claim, viewer, _some_span(((Span.seq > 1) & gap) | twice))


@prepared
def start(*, viewer: Viewer) -> AnySelect:
    """Select claims that start elsewhere than their first content span."""
    first = (
        select(func.min(Span.start))
        .where(Span.claim_id == Claim.id, Span.part == "content", Span.seq == 1)
        .scalar_subquery()
    )
    return violations(Claim, viewer, Claim.start != func.coalesce(first, UNPLACED))
