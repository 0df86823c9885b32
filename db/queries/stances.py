"""Reads over how claims bear on facts."""

from sqlalchemy import select

from db.engine.prepared import parameter, prepared
from db.models import Claim, Fact, Stance
from db.queries.filters import binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OLDEST_JUDGED = Order((Stance.id,), descending=False)
ROW = (
    Stance.id,
    Stance.claim_id,
    Stance.fact_id,
    Fact.slug,
    Fact.statement,
    Stance.stance,
    Stance.reason,
    Stance.created_at,
)


@prepared
def list_stances(
    *, count: int = 1, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how ``count`` claims bear on facts that may be seen."""
    return (
        select(*ROW)
        .join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.claim_id.in_(binds("claim", count)))
        .where(Stance.superseded_at.is_(None), Fact.merged_into_id.is_(None))
        .where(visible(Fact, viewer, withdrawn=withdrawn))
        .order_by(Stance.claim_id, Stance.id)
    )


@prepared
def list_stances_of_claim(
    *, place: Place = Place(), limit: int, viewer: Viewer
) -> AnySelect:
    """Select a page of how the claim ``claim`` bears on facts."""
    statement = (
        select(*ROW)
        .join(Fact, Fact.id == Stance.fact_id)
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Stance.claim_id == parameter("claim"), Stance.superseded_at.is_(None))
        .where(visible(Fact, viewer), Fact.merged_into_id.is_(None))
        .where(visible(Claim, viewer))
    )
    return keyset_page(statement, OLDEST_JUDGED, place, limit=limit)


@prepared
def get_stance(*, viewer: Viewer) -> AnySelect:
    """Select how the claim ``claim`` bears on the fact ``fact``, and its version."""
    return (
        select(*ROW, Claim.version)
        .join(Fact, Fact.id == Stance.fact_id)
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Stance.claim_id == parameter("claim"))
        .where(Stance.fact_id == parameter("fact"), Stance.superseded_at.is_(None))
        .where(visible(Fact, viewer), Fact.merged_into_id.is_(None))
        .where(visible(Claim, viewer))
    )
