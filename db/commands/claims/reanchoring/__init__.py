"""Anchors claims in a later text of their article."""

from collections.abc import Sequence

from sqlalchemy import select

from db.commands.claims.computed_columns import place
from db.commands.claims.context import ArticleContext
from db.commands.claims.reanchoring.content_keys import ContentKeys
from db.commands.claims.reanchoring.later_texts import (
    LaterText,
    Values,
    anchored_values,
    later_text,
)
from db.commands.claims.reanchoring.plans import (
    Plan,
    is_open,
    lost_plan,
    plan_of,
    precedence,
)
from db.commands.claims.spans import not_found
from db.commands.records import locked_with_children, log_version
from db.derived.anchoring.searchable import SearchableText
from db.engine.session import Write
from db.errors import InvalidError, raise_all
from db.models import Claim, Span
from db.models.claim_order import copy_order
from db.queries.revisions import newest_text
from db.queries.snapshots import snapshot_of
from db.values.viewer import LOCAL_VIEWER


def reanchor_claims(write: Write, article_id: int) -> int:
    """Anchor the claims of an article in its newest text; return how many changed.

    A claim is moved to that text if the text has all words of its content. Otherwise it
    keeps its revision, and the spans without a match are orphaned. All claims are
    anchored, even those hidden from the writer. The article is locked.
    """
    newest = _newest(write, article_id)
    if newest is None:
        return 0
    claims = [one for one in _claims(write, article_id) if is_open(one, newest)]
    plans = [plan for claim in claims if (plan := plan_of(claim, newest)).changes]
    if plans:
        _carry_out(write, article_id, sorted(plans, key=precedence))
    return len(plans)


def move_spans(write: Write, claim: Claim, article: ArticleContext) -> list[Span]:
    """Return the spans of a claim in another text of its article.

    Raise ``InvalidError`` for all words that are missing there.
    """
    later = later_text(write, article)
    if later is None:
        message = "The article has no text to find this in."
        numbers = range(len(claim.spans))
        raise_all([InvalidError(message, "spans", number) for number in numbers])
        return []
    moved, wrong = list[Span](), list[InvalidError]()
    for number, span in enumerate(claim.spans):
        found = later.find(span, claim.revision_id)
        if found is None:
            error = not_found(later.text, span.exact)
            wrong.append(error.prefix_path("spans", number))
            continue
        same = {"part": span.part, "position": span.position, "seq": span.seq}
        moved.append(Span(**same, **anchored_values(later.text, found)))
    raise_all(wrong)
    return moved


def _newest(write: Write, article_id: int) -> LaterText | None:
    found = write.rows(newest_text(viewer=LOCAL_VIEWER), article=article_id)
    if not found or found[0].text is None:
        return None
    text = SearchableText(found[0].text)
    return LaterText(write, article_id, found[0].id, text=text)


def _claims(write: Write, article_id: int) -> Sequence[Claim]:
    """Load and lock the live claims of an article that have spans."""
    statement = (
        locked_with_children(Claim)
        .where(Claim.article_id == article_id, Claim.withdrawn_at.is_(None))
        .where(Claim.id.in_(select(Span.claim_id)))
        .order_by(Claim.id)
    )
    return write.session.scalars(statement).all()


def _carry_out(write: Write, article_id: int, plans: Sequence[Plan]) -> None:
    """Store the planned changes, each as a new version with its audit entry."""
    keys = ContentKeys(write, article_id, plans)
    snapshots = {plan.claim.id: snapshot_of(plan.claim) for plan in plans}
    with write.session.no_autoflush:
        for plan in plans:
            _set(plan)
            if not keys.take(plan.claim):
                # The words occur once in the text, and another claim already has them.
                _leave(plan.claim, snapshots[plan.claim.id])
                keys.take(plan.claim)
    for plan in plans:
        copy_order(plan.claim)
        log_version(write, plan.claim, before=snapshots[plan.claim.id])
    keys.store()


def _leave(claim: Claim, snapshot: Values) -> None:
    """Keep a claim in its revision, with the lost spans of its content orphaned."""
    content = [span.part == "content" for span in claim.spans]
    _restore(claim, snapshot)
    _set(lost_plan(claim, content))


def _set(plan: Plan) -> None:
    plan.claim.revision_id = plan.revision_id
    for span, values in zip(plan.claim.spans, plan.spans, strict=True):
        for name, value in values.items():
            setattr(span, name, value)
    place(plan.claim)


def _restore(claim: Claim, snapshot: Values) -> None:
    """Reset a claim to the revision and the spans of its snapshot."""
    claim.revision_id = snapshot["revision_id"]
    for span, values in zip(claim.spans, snapshot["spans"], strict=True):
        for name, value in values.items():
            setattr(span, name, value)
