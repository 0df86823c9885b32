"""Reads of records as they were recorded at the instant ``at``.

Its state then is the snapshot before its first later change.
"""

from sqlalchemy import or_, select, union
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredJson, column
from db.models import (
    Article,
    Attribution,
    Change,
    Claim,
    ClaimLink,
    Fact,
    Identity,
    Source,
    Stance,
)
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.snapshots import RECORDS
from db.queries.visibility import visible
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer


class JudgedDifferentRow(Row):
    """Two sources that were judged to be different, as they were then."""

    source_a_id: int = column(Identity.source_a_id)
    source_b_id: int = column(Identity.source_b_id)


FIRST = aliased(Change, name="first_change")
AT = parameter("at", UtcDateTime())


class PastSnapshotRow(Row):
    """The snapshot that a change found; null if the record did not exist."""

    record_id: int = column(Change.record_id)
    before: StoredJson = column(Change.before)


@prepared(PastSnapshotRow)
def list_snapshots_at(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select the snapshots of those of ``count`` records that changed after ``at``.

    The snapshot of a record that was created later is null.
    """
    model = RECORDS[resource]
    first = (
        select(FIRST.id)
        .where(FIRST.resource == resource, FIRST.record_id == model.id)
        .where(FIRST.at > AT)
        .order_by(FIRST.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        PastSnapshotRow.select()
        .join(model, model.id == Change.record_id)
        .where(Change.id == first)
        .where(model.id.in_(binds("record", count)))
        .where(visible(model, viewer, withdrawn=True))
    )


@prepared(IdRow)
def list_merged_facts(*, viewer: Viewer) -> AnySelect:
    """Select the facts that are merged into another, or have been since ``at``."""
    changed = select(Change.record_id).where(
        Change.resource == "fact",
        Change.action.in_(["merge", "unmerge"]),
        Change.at > AT,
    )
    return select(Fact.id).where(
        or_(Fact.merged_into_id.is_not(None), Fact.id.in_(changed)),
        visible(Fact, viewer, withdrawn=True),
    )


@prepared(IdRow)
def list_merged_sources(*, viewer: Viewer) -> AnySelect:
    """Select the sources that are merged into another, or have been since ``at``."""
    changed = select(Change.record_id).where(
        Change.resource == "source",
        Change.action.in_(["merge", "unmerge"]),
        Change.at > AT,
    )
    return select(Source.id).where(
        or_(Source.survivor_id.is_not(None), Source.id.in_(changed)),
        visible(Source, viewer, withdrawn=True),
    )


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
    """Select the claims with stances that may have had a source in their chain.

    These are claims that name one of ``count`` sources now, and claims that changed
    since ``at``.
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

    These are claims in their articles now, and claims in articles that changed since
    ``at``.
    """
    printing = union(
        select(Article.id).where(Article.outlet_id.in_(binds("outlet", count))),
        select(Change.record_id).where(Change.resource == "article", Change.at > AT),
    )
    return select(Claim.id).where(
        Claim.article_id.in_(printing),
        Claim.id.in_(select(Stance.claim_id)),
        visible(Claim, viewer, withdrawn=True),
    )


@prepared(IdRow)
def list_claims_linking(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the claims that may have had a link to one of ``count`` claims.

    Those that have one now, and those changed since ``at`` that were there before.
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


@prepared(JudgedDifferentRow)
def list_judged_different(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the pairs of ``count`` sources with others, judged to be different then.

    A judgement is never edited, so that no snapshot of it is needed.
    """
    return JudgedDifferentRow.select().where(
        Identity.source_a_id.in_(binds("source", count)),
        Identity.judgement == "different",
        Identity.created_at <= AT,
        or_(Identity.superseded_at.is_(None), Identity.superseded_at > AT),
        visible(Identity, viewer, withdrawn=True),
    )
