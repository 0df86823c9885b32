"""Checks of what is left of sources that were merged, and of what is judged of them."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from db.engine.prepared import prepared
from db.models import Article, Claim, Identity, Source
from db.queries.survivors import survivor_of
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

INTO = aliased(Source, name="into")
OTHER = aliased(Source, name="other")


@prepared(ViolationRow)
def survivors(*, viewer: Viewer) -> AnySelect:
    """Select merged sources that lead elsewhere than those they were merged into."""
    astray = exists().where(
        INTO.id == Source.merged_into_id, survivor_of(INTO) != Source.survivor_id
    )
    return violations(Source, viewer, astray)


@prepared(ViolationRow)
def outlets(*, viewer: Viewer) -> AnySelect:
    """Select claims that count for another outlet than that of their article."""
    left = (
        select(survivor_of(INTO))
        .where(Article.id == Claim.article_id, INTO.id == Article.outlet_id)
        .scalar_subquery()
    )
    return violations(Claim, viewer, Claim.outlet_id.is_distinct_from(left))


@prepared(ViolationRow)
def identities(*, viewer: Viewer) -> AnySelect:
    """Select merged sources that are judged different from what they live on in."""
    apart = exists().where(
        Identity.judgement == "different",
        Identity.superseded_at.is_(None),
        (Identity.source_a_id == Source.id) & (Identity.source_b_id == OTHER.id)
        | (Identity.source_b_id == Source.id) & (Identity.source_a_id == OTHER.id),
        survivor_of(OTHER) == Source.survivor_id,
    )
    return violations(Source, viewer, apart)
