"""Scopes: the claims on facts that a read selects.

* ``fact``: claims on the fact ``fact``;
* ``source``: claims with the source ``source`` in their chain, on all facts;
* ``source_on_facts``: of these, the claims on the facts from ``fact_first`` to
  ``fact_last``;
* ``outlet``: claims in articles of the outlet ``outlet``;
* ``descriptor``: claims of unnamed sources with the folded name ``descriptor``, in
  articles of ``outlet``.

Only reviewed claims count, including disputed ones. With ``as_of``, only claims whose
articles were certainly published before ``until`` count.
"""

from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, String, select

from db.engine.aliases import aliased
from db.engine.prepared import parameter
from db.models import Article, Attribution, Claim, Fact, Source, Stance
from db.models.source import ANONYMOUS
from db.queries.claims.drafts import is_draft
from db.queries.filters import binds
from db.queries.known_by import published
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ScopeKind = Literal["fact", "source", "source_on_facts", "outlet", "descriptor"]

COUNTED_REVIEWS = ("reviewed", "disputed")
STEP = aliased(Attribution, name="step")
DESCRIBED = aliased(Source, name="described")
CLAIM_OF_OUTLET = aliased(Claim, name="claim_of_outlet")


def in_scope(
    statement: AnySelect, scope: ScopeKind, *, drafts_for: Viewer | None = None
) -> AnySelect:
    """Restrict a select from stances to the current ones of a scope.

    With ``drafts_for``, the chains are those of drafts that this viewer may see.
    """
    statement = statement.where(
        Stance.superseded_at.is_(None), _matches(scope, drafts_for)
    )
    if scope == "source_on_facts":
        ends = parameter("fact_first"), parameter("fact_last")
        statement = statement.where(Stance.fact_id.between(*ends))
    return statement


def of_claims(statement: AnySelect, count: int | None) -> AnySelect:
    """Restrict a select from stances to those of ``count`` claims, if it is given."""
    if count is None:
        return statement
    return statement.where(Stance.claim_id.in_(binds("claim", count)))


def counted(statement: AnySelect, viewer: Viewer, *, as_of: bool) -> AnySelect:
    """Restrict a select from stances and their claims to counted claims.

    A stance on a merged fact does not count: the claim also has one on the survivor.
    """
    statement = (
        statement.join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.superseded_at.is_(None), Claim.review.in_(COUNTED_REVIEWS))
        .where(Fact.merged_into_id.is_(None))
        .where(visible(Claim, viewer), visible(Fact, viewer))
    )
    return statement.where(published(Article)) if as_of else statement


def _matches(scope: ScopeKind, drafts_for: Viewer | None) -> ColumnElement[bool]:
    """Match stances by the chains of their claims, or by the outlet.

    The conditions use lists of claims: with EXISTS, SQLite would read every stance.
    """
    if scope == "fact":
        return Stance.fact_id == parameter("fact")
    if scope in {"source", "source_on_facts"}:
        chained = select(STEP.claim_id).where(STEP.source_id == parameter("source"))
        if drafts_for:  # so that the database uses an index of drafts
            chained = chained.where(is_draft(STEP, drafts_for))
        return Stance.claim_id.in_(chained)
    of_outlet = CLAIM_OF_OUTLET.outlet_id == parameter("outlet", BigInteger())
    printed = Stance.claim_id.in_(select(CLAIM_OF_OUTLET.id).where(of_outlet))
    if scope == "outlet":
        return printed
    described = select(STEP.claim_id).join(DESCRIBED, DESCRIBED.id == STEP.source_id)
    chained = described.where(
        DESCRIBED.folded == parameter("descriptor", String()),
        DESCRIBED.kind.in_(ANONYMOUS),
    )
    return Stance.claim_id.in_(chained) & printed
