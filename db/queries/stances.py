"""Reads of the stances that claims take on facts."""

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Claim, Fact, Stance
from db.models.stance import StanceValue
from db.queries.filters import binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OLDEST_JUDGED = Order((Stance.id,), descending=False)


class StanceRow(Row):
    """The stance of a claim on a fact."""

    id: int = column(Stance.id)
    claim_id: int = column(Stance.claim_id)
    fact_id: int = column(Stance.fact_id)
    slug: str = column(Fact.slug)
    statement: str = column(Fact.statement)
    stance: StanceValue = column(Stance.stance)
    reason: str | None = column(Stance.reason)
    created_at: StoredInstant = column(Stance.created_at)


class VersionedStanceRow(StanceRow):
    """The stance of a claim on a fact, and the version of the claim."""

    version: int = column(Claim.version)


@prepared(StanceRow)
def list_stances(
    *, count: int = 1, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the stances of ``count`` claims on visible facts."""
    return (
        StanceRow.select()
        .join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.claim_id.in_(binds("claim", count)))
        .where(Stance.superseded_at.is_(None), Fact.merged_into_id.is_(None))
        .where(visible(Fact, viewer, withdrawn=withdrawn))
        .order_by(Stance.claim_id, Stance.id)
    )


@prepared(StanceRow)
def list_stances_of_claim(
    *, place: Place = Place(), limit: int, viewer: Viewer
) -> AnySelect:
    """Select a page of the stances of the claim ``claim``."""
    statement = (
        StanceRow.select()
        .join(Fact, Fact.id == Stance.fact_id)
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Stance.claim_id == parameter("claim"), Stance.superseded_at.is_(None))
        .where(visible(Fact, viewer), Fact.merged_into_id.is_(None))
        .where(visible(Claim, viewer))
    )
    return keyset_page(statement, OLDEST_JUDGED, place, limit=limit)


@prepared(VersionedStanceRow)
def get_stance(*, viewer: Viewer) -> AnySelect:
    """Select the stance of ``claim`` on ``fact``, with the version of the claim."""
    return (
        VersionedStanceRow.select()
        .join(Fact, Fact.id == Stance.fact_id)
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Stance.claim_id == parameter("claim"))
        .where(Stance.fact_id == parameter("fact"), Stance.superseded_at.is_(None))
        .where(visible(Fact, viewer), Fact.merged_into_id.is_(None))
        .where(visible(Claim, viewer))
    )
