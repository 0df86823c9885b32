"""Counts of the claims of a list by the values of facets."""

from sqlalchemy import case, select

from db.engine.prepared import prepared
from db.models import Attribution, Claim, Fact, Source, Stance
from db.queries.claims.tested import Tested
from db.queries.facet_counts import FacetRow, Names, facet_counts
from db.queries.search import among
from db.queries.visibility import refers
from db.values.types import AnySelect, InBucket
from db.values.viewer import Viewer


@prepared(FacetRow)
def count_claim_facets(
    *,
    tested: Tested,
    facets: Names,
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Count the first ``limit`` matches among the tested claims of a list."""
    return facet_counts(
        tested.tested(viewer, withdrawn=withdrawn),
        facets,
        limit=limit,
        columns=lambda ids: _columns(ids, viewer),
        pairs={"source": _sources, "stance": lambda ids: _stances(ids, viewer)},
    )


def _columns(ids: AnySelect, viewer: Viewer) -> AnySelect:
    """Select the values of claims; the outlet is null if it is hidden."""
    return select(
        case((refers(Claim.outlet_id, Source, viewer), Claim.outlet_id)).label(
            "outlet"
        ),
        Claim.form,
        Claim.act,
        InBucket(Claim.dated_at, "year").label("year"),
        Claim.language,
    ).where(among(Claim.id, ids))


def _sources(ids: AnySelect) -> AnySelect:
    """Select the sources in the chains of claims, which are as visible as these."""
    source_id = Attribution.source_id.label("value")
    chained = select(source_id, Attribution.claim_id).distinct()
    return chained.where(among(Attribution.claim_id, ids))


def _stances(ids: AnySelect, viewer: Viewer) -> AnySelect:
    """Select the stances of claims on visible facts."""
    held = select(Stance.stance.label("value"), Stance.claim_id).distinct()
    seen = refers(Stance.fact_id, Fact, viewer)
    return held.where(among(Stance.claim_id, ids), Stance.superseded_at.is_(None), seen)
