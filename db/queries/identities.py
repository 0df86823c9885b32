"""Reads of judgements on whether two sources are the same."""

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Identity, Source
from db.models.base import Visibility
from db.models.identity import IdentityValue
from db.queries.filters import binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.survivors import family_of, survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ONE = aliased(Source, name="one")
OTHER = aliased(Source, name="other")
OLDEST_JUDGED = Order((Identity.id,), descending=False)


class IdentityRow(Row):
    """A judgement on whether two sources are the same."""

    id: int = column(Identity.id)
    source_a_id: int = column(Identity.source_a_id)
    source_b_id: int = column(Identity.source_b_id)
    judgement: IdentityValue = column(Identity.judgement)
    score: float | None = column(Identity.score)
    basis: str | None = column(Identity.basis)
    rationale: str | None = column(Identity.rationale)
    visibility: Visibility = column(Identity.visibility)
    reason: str | None = column(Identity.reason)
    created_at: StoredInstant = column(Identity.created_at)


class DifferentRow(Row):
    """Two sources that are judged different."""

    source_a_id: int = column(survivor_of(ONE))
    source_b_id: int = column(survivor_of(OTHER))


class JudgedPairRow(IdentityRow):
    """A judgement with the survivors of both sources."""

    survivor_a_id: int = column(survivor_of(ONE))
    survivor_b_id: int = column(survivor_of(OTHER))


def _with_sources(row_type: type[IdentityRow]) -> AnySelect:
    """Select judgements with both sources."""
    return (
        row_type.select()
        .join(ONE, ONE.id == Identity.source_a_id)
        .join(OTHER, OTHER.id == Identity.source_b_id)
    )


@prepared(IdentityRow)
def list_identities(*, place: Place = Place(), limit: int, viewer: Viewer) -> AnySelect:
    """Select a page of the judgements on ``source`` or on a source merged into it."""
    family = family_of("source", viewer)
    statement = _with_sources(IdentityRow).where(
        Identity.source_a_id.in_(family) | Identity.source_b_id.in_(family),
        *(visible(table, viewer) for table in (Identity, ONE, OTHER)),
    )
    return keyset_page(statement, OLDEST_JUDGED, place, limit=limit)


@prepared(IdentityRow)
def get_identity(*, viewer: Viewer) -> AnySelect:
    """Select the judgement on the sources ``one`` and ``other``, smaller id first."""
    return _with_sources(IdentityRow).where(
        Identity.source_a_id == parameter("one"),
        Identity.source_b_id == parameter("other"),
        *(visible(table, viewer) for table in (Identity, ONE, OTHER)),
    )


@prepared(JudgedPairRow)
def list_judged(*, viewer: Viewer) -> AnySelect:
    """Select all current judgements on ``source`` and on sources merged into it."""
    family = family_of("source", viewer)
    return (
        _with_sources(JudgedPairRow)
        .where(
            Identity.source_a_id.in_(family) | Identity.source_b_id.in_(family),
            *(visible(table, viewer) for table in (Identity, ONE, OTHER)),
        )
        .order_by(Identity.id)
    )


@prepared(DifferentRow)
def list_different(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the survivors of sources judged different from ``count`` sources.

    Each pair is found by its first source, or by a source merged into that.
    """
    sources = binds("source", count)
    return (
        DifferentRow.select()
        .select_from(Identity)
        .join(ONE, ONE.id == Identity.source_a_id)
        .join(OTHER, OTHER.id == Identity.source_b_id)
        .where(
            ONE.id.in_(sources) | ONE.survivor_id.in_(sources),
            Identity.judgement == "different",
            *(visible(table, viewer) for table in (Identity, ONE, OTHER)),
        )
        .order_by(Identity.id)
    )
