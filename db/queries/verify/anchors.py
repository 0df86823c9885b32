"""Checks of the spans of claims."""

from sqlalchemy import Case, ColumnElement, case, exists, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Attribution, Claim, Revision, Span
from db.models.claim import UNPLACED
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

CONTEXT = 32
OTHER = aliased(Span, name="other")
# An orphaned span keeps the lost words and their old position.
HOLDS_WORDS = Span.anchor != "orphaned"


def _some_span(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Span.claim_id == Claim.id, *conditions)


def _in_text(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    text = exists().where(Revision.id == Claim.revision_id, *conditions)
    return text.correlate(Claim, Span)


@prepared(ViolationRow)
def words(*, viewer: Viewer) -> AnySelect:
    """Select claims with a span whose words differ from the text."""
    # One comparison for prefix, words and suffix: each substring of a text is slow.
    kept = Span.prefix + Span.exact + Span.suffix
    begins = Span.start - func.length(Span.prefix) + 1
    stands = func.substr(Revision.text, begins, func.length(kept))
    wrong = _some_span(HOLDS_WORDS, not_(_in_text(stands == kept)))
    return violations(Claim, viewer, wrong)


@prepared(ViolationRow)
def context(*, viewer: Viewer) -> AnySelect:
    """Select claims with a span whose prefix or suffix has a wrong length."""
    left = Revision.text_length - Span.end
    wrong = _in_text(
        or_(
            func.length(Span.prefix) != _at_most(Span.start),
            func.length(Span.suffix) != _at_most(left),
        )
    )
    return violations(Claim, viewer, _some_span(HOLDS_WORDS, wrong))


def _at_most(length: ColumnElement[int] | InstrumentedAttribute[int]) -> Case[int]:
    """Return the smaller of ``length`` and ``CONTEXT``."""
    return case((length > CONTEXT, CONTEXT), else_=length)


@prepared(ViolationRow)
def positions(*, viewer: Viewer) -> AnySelect:
    """Select claims with a span at a position that the chain does not have."""
    step = exists().where(
        Attribution.claim_id == Span.claim_id, Attribution.position == Span.position
    )
    lost = _some_span(Span.position.is_not(None), not_(step))
    return violations(Claim, viewer, lost)


@prepared(ViolationRow)
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


@prepared(ViolationRow)
def start(*, viewer: Viewer) -> AnySelect:
    """Select claims whose start is not that of their first content span."""
    first = (
        select(func.min(Span.start))
        .where(Span.claim_id == Claim.id, Span.part == "content", Span.seq == 1)
        .scalar_subquery()
    )
    return violations(Claim, viewer, Claim.start != func.coalesce(first, UNPLACED))
