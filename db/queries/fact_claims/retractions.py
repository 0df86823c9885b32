"""Claims that retract earlier claims of the same source.

A claim retracts another by a link ``retracts`` or ``corrects``, or by its act
``retraction`` and any link except ``repeats`` and ``confirms``. Its holder must be in
the chain of the other claim, it must count itself, and it must not have an earlier
date.
"""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, or_, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Article, Attribution, Claim, ClaimLink
from db.queries.fact_claims.rows import RetractionRow
from db.queries.fact_claims.scopes import COUNTED_REVIEWS
from db.queries.filters import binds
from db.queries.known_by import published
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

TAKES_BACK = ("retracts", "corrects")
SAYS_AGAIN = ("repeats", "confirms")
LINK = aliased(ClaimLink, name="retracting_link")
RETRACTING = aliased(Claim, name="retracting")
HOLDER = aliased(Attribution, name="holder")  # of the retracting claim
PRINTED_IN = aliased(Article, name="retracting_article")


def takes_back(kind: str, act: str) -> bool:
    """Return whether a link of a claim retracts the other claim."""
    return kind in TAKES_BACK or (act == "retraction" and kind not in SAYS_AGAIN)


def first_retraction(viewer: Viewer, *, as_of: bool) -> ScalarSelect[Any]:
    """Select the link by which the source of a step first retracted its claim."""
    statement = (
        select(LINK.id)
        .join(RETRACTING, RETRACTING.id == LINK.claim_id)
        .join(HOLDER, and_(HOLDER.claim_id == RETRACTING.id, HOLDER.is_origin))
        .where(
            LINK.other_id == Attribution.claim_id,
            HOLDER.source_id == Attribution.source_id,
            _takes_back(),
            RETRACTING.dated_at >= Attribution.dated_at,
            RETRACTING.review.in_(COUNTED_REVIEWS),
            visible(RETRACTING, viewer),
        )
        .order_by(RETRACTING.dated_at, LINK.id)
        .limit(1)
        .correlate(Attribution)
    )
    if as_of:
        statement = statement.join(
            PRINTED_IN, PRINTED_IN.id == RETRACTING.article_id
        ).where(published(PRINTED_IN))
    return statement.scalar_subquery()


@prepared(RetractionRow)
def list_retractions(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` links that retract claims, with their dates."""
    return (
        RetractionRow.select()
        .select_from(ClaimLink)
        .join(Claim, Claim.id == ClaimLink.claim_id)
        .where(ClaimLink.id.in_(binds("link", count)), visible(Claim, viewer))
    )


def _takes_back() -> ColumnElement[bool]:
    """Match the links for which ``takes_back`` is true."""
    return or_(
        LINK.kind.in_(TAKES_BACK),
        and_(RETRACTING.act == "retraction", LINK.kind.not_in(SAYS_AGAIN)),
    )
