"""Reads of the anchors that link the claims of an article to its newest text."""

from sqlalchemy import func, select

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Claim, Span
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MAX_LOST = 100  # spans to list


class AnchorCount(Row):
    """The number of spans with an anchor."""

    anchor: str = column(Span.anchor)
    total: int = column(func.count(Span.id))


class LostSpan(Row):
    """Words of a claim that are not in the newest text of its article."""

    claim_id: int = column(Span.claim_id)
    text: str = column(Claim.text)
    part: str = column(Span.part)
    position: int | None = column(Span.position)
    seq: int = column(Span.seq)
    exact: str = column(Span.exact)


class AnchoredArticle(Row):
    """An article whose claims have spans."""

    article_id: int = column(Claim.article_id)


@prepared(AnchorCount)
def count_anchors(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Count the spans of claims of the article ``article`` by anchor.

    Only live claims count; with ``withdrawn``, the article may be withdrawn.
    """
    live = Claim.withdrawn_at.is_(None)
    return (
        AnchorCount.select()
        .join(Claim, Claim.id == Span.claim_id)
        .where(Claim.article_id == parameter("article"), live)
        .where(visible(Claim, viewer, withdrawn=withdrawn))
        .group_by(Span.anchor)
    )


@prepared(LostSpan)
def list_lost(*, viewer: Viewer) -> AnySelect:
    """Select the words of claims that are not in the newest text of ``article``."""
    return (
        LostSpan.select()
        .join(Claim, Claim.id == Span.claim_id)
        .where(Claim.article_id == parameter("article"), visible(Claim, viewer))
        .where(Span.anchor == "orphaned")
        .order_by(Claim.start, Claim.id, Span.id)
        .limit(MAX_LOST)
    )


@prepared(AnchoredArticle)
def articles_to_anchor(*, viewer: Viewer) -> AnySelect:
    """Select the articles whose claims have spans, sorted by id."""
    return (
        AnchoredArticle.select()
        .where(visible(Claim, viewer), Claim.revision_id.is_not(None))
        .where(Claim.id.in_(select(Span.claim_id)))
        .distinct()
        .order_by(Claim.article_id)
    )
