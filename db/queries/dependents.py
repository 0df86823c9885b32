"""What stands in the way of withdrawing a record: how many live ones use it."""

from sqlalchemy import ColumnElement, func, select

from db.engine.prepared import parameter, untyped
from db.models import (
    Affiliation,
    Article,
    Attribution,
    Claim,
    ClaimTag,
    Editable,
    Fact,
    Source,
    Stance,
)
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


def _counted(model: type[Editable]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return how many records of ``model`` there are, and the id of one of them."""
    total = func.count(model.id.distinct()).label("total")
    return total, func.min(model.id).label("example")


@untyped
def claims_of_source(*, viewer: Viewer) -> AnySelect:
    """Count the claims with the source ``used`` in their chain, now or as printed."""
    used = parameter("used")
    return (
        select(*_counted(Claim))
        .join(Attribution, Attribution.claim_id == Claim.id)
        .where(
            (Attribution.source_id == used) | (Attribution.printed_source_id == used)
        )
        .where(visible(Claim, viewer))
    )


@untyped
def articles_of_outlet(*, viewer: Viewer) -> AnySelect:
    """Count the articles that the source ``used`` published."""
    return select(*_counted(Article)).where(
        Article.outlet_id == parameter("used"), visible(Article, viewer)
    )


@untyped
def members_of_organisation(*, viewer: Viewer) -> AnySelect:
    """Count the sources that are affiliated with the source ``used``."""
    return (
        select(*_counted(Source))
        .join(Affiliation, Affiliation.source_id == Source.id)
        .where(Affiliation.organisation_id == parameter("used"))
        .where(visible(Source, viewer))
    )


@untyped
def claims_in_article(*, viewer: Viewer) -> AnySelect:
    """Count the claims in the article ``used``."""
    return select(*_counted(Claim)).where(
        Claim.article_id == parameter("used"), visible(Claim, viewer)
    )


@untyped
def reprints_of_article(*, viewer: Viewer) -> AnySelect:
    """Count the articles that reprint the article ``used``."""
    return select(*_counted(Article)).where(
        Article.root_article_id == parameter("used"), visible(Article, viewer)
    )


@untyped
def claims_with_tag(*, viewer: Viewer) -> AnySelect:
    """Count the claims that carry the tag ``used``."""
    return (
        select(*_counted(Claim))
        .join(ClaimTag, ClaimTag.claim_id == Claim.id)
        .where(ClaimTag.tag_id == parameter("used"), visible(Claim, viewer))
    )


@untyped
def claims_of_fact(*, viewer: Viewer) -> AnySelect:
    """Count the claims that bear on the fact ``used``."""
    return (
        select(*_counted(Claim))
        .join(Stance, Stance.claim_id == Claim.id)
        .where(Stance.fact_id == parameter("used"), Stance.superseded_at.is_(None))
        .where(visible(Claim, viewer))
    )


@untyped
def parts_of_fact(*, viewer: Viewer) -> AnySelect:
    """Count the facts that are part of the fact ``used``."""
    return select(*_counted(Fact)).where(
        Fact.parent_id == parameter("used"), visible(Fact, viewer)
    )


@untyped
def facts_merged_into(*, viewer: Viewer) -> AnySelect:
    """Count the facts that live on in the fact ``used``."""
    return select(*_counted(Fact)).where(
        Fact.merged_into_id == parameter("used"), visible(Fact, viewer)
    )


@untyped
def sources_merged_into(*, viewer: Viewer) -> AnySelect:
    """Count the sources that live on in the source ``used``."""
    return select(*_counted(Source)).where(
        Source.survivor_id == parameter("used"), visible(Source, viewer)
    )
