"""Open work: orphaned claims, namesakes, unresolved sources."""

from typing import Any

from sqlalchemy import exists, func, literal_column, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.models import Claim, Identity, Source, Span
from db.models.source import UNRESOLVED, SourceKind
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

SAME = aliased(Source, name="same")  # another source with the same name
# Literals: the databases do not use a partial index for a bound value.
IS_LOST = literal_column("span.anchor") == literal_column("'orphaned'")


class LostClaimRow(Row):
    """A claim with words that are missing in the newest text of its article."""

    claim_id: int = column(Claim.id)
    article_id: int = column(Claim.article_id)
    text: str = column(Claim.text)
    places: int = column(func.count(Span.id))


class NamesakesRow(Row):
    """Two named sources with the same name."""

    id: int = column(Source.id)
    name: str = column(Source.name)
    kind: SourceKind = column(Source.kind)
    other_id: int = column(SAME.id)
    other_name: str = column(SAME.name)
    other_kind: SourceKind = column(SAME.kind)


class UnresolvedRow(Row):
    """A source with an unknown identity, and where it was printed."""

    id: int = column(Source.id)
    name: str = column(Source.name)
    kind: SourceKind = column(Source.kind)
    article_id: int | None = column(Source.article_id)


@prepared(LostClaimRow)
def list_lost_claims(*, newest: int, limit: int, viewer: Viewer) -> AnySelect:
    """Select the visible ones of the ``newest`` claims with orphaned spans."""
    # Separate, so that the database reads the index of anchors and not all claims.
    lost = (
        select(Span.claim_id, func.count().label("places"))
        .where(IS_LOST)
        .group_by(Span.claim_id)
        .order_by(Span.claim_id.desc())
        .limit(literal_column(str(newest)))
        .subquery("lost")
    )
    return (
        LostClaimRow.select(places=lost.c.places)
        .join(lost, lost.c.claim_id == Claim.id)
        .where(visible(Claim, viewer))
        .order_by(Claim.id.desc())
        .limit(literal_column(str(limit)))
    )


@prepared(NamesakesRow)
def list_recent_namesakes(*, newest: int, limit: int, viewer: Viewer) -> AnySelect:
    """Select those of the ``newest`` sources that have an older namesake.

    Pairs that are judged different are excluded.
    """
    different = exists().where(
        Identity.source_a_id == SAME.id,
        Identity.source_b_id == Source.id,
        Identity.judgement == "different",
        visible(Identity, viewer),
    )
    seen: Any = SAME
    return (
        NamesakesRow.select()
        .select_from(Source)
        .join(SAME, (SAME.folded == Source.folded) & (SAME.id < Source.id))
        .where(Source.id.in_(_newest(newest, viewer)), Source.article_id.is_(None))
        .where(SAME.article_id.is_(None), SAME.merged_into_id.is_(None))
        .where(Source.merged_into_id.is_(None), visible(seen, viewer), ~different)
        .order_by(Source.id.desc(), SAME.id)
        .limit(literal_column(str(limit)))
    )


@prepared(UnresolvedRow)
def list_recent_unresolved(*, newest: int, limit: int, viewer: Viewer) -> AnySelect:
    """Select those of the ``newest`` sources whose identity is unknown."""
    return (
        UnresolvedRow.select()
        .where(Source.id.in_(_newest(newest, viewer)), visible(Source, viewer))
        .where(Source.kind == UNRESOLVED)
        .order_by(Source.id.desc())
        .limit(literal_column(str(limit)))
    )


def _newest(newest: int, viewer: Viewer) -> AnySelect:
    """Select the ids of the newest sources."""
    return (
        select(Source.id)
        .where(visible(Source, viewer))
        .order_by(Source.created_at.desc(), Source.id.desc())
        .limit(literal_column(str(newest)))
    )
