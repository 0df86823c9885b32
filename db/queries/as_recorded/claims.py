"""The claims that may have counted at an instant."""

from sqlalchemy import select, union

from db.engine.prepared import prepared
from db.models import Article, Attribution, Change, Claim, ClaimLink, Stance
from db.queries.as_recorded.instants import AT
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(IdRow)
def list_claims_judged(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the claims that ever had a stance on ``count`` facts by ``at``."""
    return (
        select(Stance.claim_id.label("id"))
        .join(Claim, Claim.id == Stance.claim_id)
        .where(Stance.judged_fact_id.in_(binds("fact", count)))
        .where(Stance.created_at <= AT, visible(Claim, viewer, withdrawn=True))
        .distinct()
    )


@prepared(IdRow)
def list_claims_quoting(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the claims with stances whose chains may have contained a source.

    These claims name one of ``count`` sources now, or have changed since ``at``.
    """
    judged = select(Stance.claim_id)
    printed = Attribution.printed_source_id.in_(binds("source", count))
    quoting = union(
        select(Attribution.claim_id).where(printed),
        select(Change.record_id).where(Change.resource == "claim", Change.at > AT),
    )
    return select(Claim.id).where(
        Claim.id.in_(quoting),
        Claim.id.in_(judged),
        visible(Claim, viewer, withdrawn=True),
    )


@prepared(IdRow)
def list_claims_printed(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the claims with stances that ``count`` outlets may have printed.

    These claims are in articles of the outlets now, or they or their articles have
    changed since ``at``.
    """
    printing = union(
        select(Article.id).where(Article.outlet_id.in_(binds("outlet", count))),
        select(Change.record_id).where(Change.resource == "article", Change.at > AT),
    )
    moved = select(Change.record_id).where(Change.resource == "claim", Change.at > AT)
    return select(Claim.id).where(
        Claim.article_id.in_(printing) | Claim.id.in_(moved),
        Claim.id.in_(select(Stance.claim_id)),
        visible(Claim, viewer, withdrawn=True),
    )


@prepared(IdRow)
def list_claims_linking(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the claims that may have had a link to one of ``count`` claims.

    These claims have such a link now, or are older than ``at`` and have changed since.
    """
    linking = union(
        select(ClaimLink.claim_id).where(ClaimLink.other_id.in_(binds("claim", count))),
        select(Change.record_id).where(
            Change.resource == "claim", Change.action != "create", Change.at > AT
        ),
    )
    return select(Claim.id).where(
        Claim.id.in_(linking), visible(Claim, viewer, withdrawn=True)
    )
