"""Reads over what is judged of pairs of sources: whether they are one."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Identity, Source
from db.queries.keyset import Order, Place, keyset_page
from db.queries.survivors import family_of, survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ONE = aliased(Source, name="one")
OTHER = aliased(Source, name="other")
OLDEST_JUDGED = Order((Identity.id,), descending=False)
ROW = (
    Identity.id,
    Identity.source_a_id,
    Identity.source_b_id,
    Identity.judgement,
    Identity.score,
    Identity.basis,
    Identity.rationale,
    Identity.visibility,
    Identity.reason,
    Identity.created_at,
)


def _joined() -> AnySelect:
    """Select what stands, with both its sources."""
    return (
        select(*ROW)
        .join(ONE, ONE.id == Identity.source_a_id)
        .join(OTHER, OTHER.id == Identity.source_b_id)
    )


@untyped
def list_identities(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select a page of what is judged of ``source`` or of one merged into it."""
    family = family_of("source", viewer)
    statement = _joined().where(
        Identity.source_a_id.in_(family) | Identity.source_b_id.in_(family),
        *(visible(table, viewer) for table in (Identity, ONE, OTHER)),
    )
    return keyset_page(statement, OLDEST_JUDGED, place, limit=limit)


@untyped
def get_identity(*, viewer: Viewer) -> AnySelect:
    """Select what is judged of the sources ``one`` and ``other``, the lesser first."""
    return _joined().where(
        Identity.source_a_id == parameter("one"),
        Identity.source_b_id == parameter("other"),
        *(visible(table, viewer) for table in (Identity, ONE, OTHER)),
    )


@untyped
def list_judged(*, viewer: Viewer) -> AnySelect:
    """Select all that stands of ``source`` and those merged into it.

    With what is left of either side, as ``survivor_a_id`` and ``survivor_b_id``.
    """
    family = family_of("source", viewer)
    left = (
        survivor_of(ONE).label("survivor_a_id"),
        survivor_of(OTHER).label("survivor_b_id"),
    )
    return (
        _joined()
        .add_columns(*left)
        .where(
            Identity.source_a_id.in_(family) | Identity.source_b_id.in_(family),
            *(visible(table, viewer) for table in (Identity, ONE, OTHER)),
        )
        .order_by(Identity.id)
    )
