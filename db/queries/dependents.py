"""Reads of the live records that use a record and so prevent its withdrawal."""

from sqlalchemy import BigInteger, ColumnElement, func, literal_column, select

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import (
    Affiliation,
    Article,
    Attribution,
    Claim,
    ClaimSubject,
    ClaimTag,
    Editable,
    Fact,
    Source,
    Stance,
)
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


class UsersRow(Row):
    """The number of live records that use a record, and the id of one of them."""

    total: int = column(func.count())
    example: int | None = column(literal_column("example", BigInteger()))


def _counted(model: type[Editable]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return the columns: the number of records of ``model``, and the id of one."""
    total = func.count(model.id.distinct()).label("total")
    return total, func.min(model.id).label("example")


@prepared(UsersRow)
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


@prepared(UsersRow)
def claims_about_source(*, viewer: Viewer) -> AnySelect:
    """Count the claims of which the source ``used`` is a subject."""
    used = parameter("used")
    about = (ClaimSubject.source_id == used) | (ClaimSubject.printed_source_id == used)
    return (
        select(*_counted(Claim))
        .join(ClaimSubject, ClaimSubject.claim_id == Claim.id)
        .where(about, visible(Claim, viewer))
    )


@prepared(UsersRow)
def articles_of_outlet(*, viewer: Viewer) -> AnySelect:
    """Count the articles that the source ``used`` published."""
    return select(*_counted(Article)).where(
        Article.outlet_id == parameter("used"), visible(Article, viewer)
    )


@prepared(UsersRow)
def affiliated_sources(*, relations: tuple[str, ...], viewer: Viewer) -> AnySelect:
    """Count the sources with one of the relations to the source ``used``."""
    return (
        select(*_counted(Source))
        .join(Affiliation, Affiliation.source_id == Source.id)
        .where(Affiliation.organisation_id == parameter("used"))
        .where(Affiliation.relation.in_(relations))
        .where(visible(Source, viewer))
    )


@prepared(UsersRow)
def claims_in_article(*, viewer: Viewer) -> AnySelect:
    """Count the claims in the article ``used``."""
    return select(*_counted(Claim)).where(
        Claim.article_id == parameter("used"), visible(Claim, viewer)
    )


@prepared(UsersRow)
def reprints_of_article(*, viewer: Viewer) -> AnySelect:
    """Count the articles that reprint the article ``used``."""
    return select(*_counted(Article)).where(
        Article.root_article_id == parameter("used"), visible(Article, viewer)
    )


@prepared(UsersRow)
def claims_with_tag(*, viewer: Viewer) -> AnySelect:
    """Count the claims with the tag ``used``."""
    return (
        select(*_counted(Claim))
        .join(ClaimTag, ClaimTag.claim_id == Claim.id)
        .where(ClaimTag.tag_id == parameter("used"), visible(Claim, viewer))
    )


@prepared(UsersRow)
def claims_of_fact(*, viewer: Viewer) -> AnySelect:
    """Count the claims with a stance on the fact ``used``."""
    return (
        select(*_counted(Claim))
        .join(Stance, Stance.claim_id == Claim.id)
        .where(Stance.fact_id == parameter("used"), Stance.superseded_at.is_(None))
        .where(visible(Claim, viewer))
    )


@prepared(UsersRow)
def parts_of_fact(*, viewer: Viewer) -> AnySelect:
    """Count the facts that are part of the fact ``used``."""
    return select(*_counted(Fact)).where(
        Fact.parent_id == parameter("used"), visible(Fact, viewer)
    )


@prepared(UsersRow)
def facts_merged_into(*, viewer: Viewer) -> AnySelect:
    """Count the facts that were merged into the fact ``used``."""
    return select(*_counted(Fact)).where(
        Fact.merged_into_id == parameter("used"), visible(Fact, viewer)
    )


@prepared(UsersRow)
def sources_merged_into(*, viewer: Viewer) -> AnySelect:
    """Count the sources that were merged into the source ``used``."""
    return select(*_counted(Source)).where(
        Source.survivor_id == parameter("used"), visible(Source, viewer)
    )


@prepared(UsersRow)
def articles_merged_into(*, viewer: Viewer) -> AnySelect:
    """Count the articles that were merged into the article ``used``."""
    return select(*_counted(Article)).where(
        Article.survivor_id == parameter("used"), visible(Article, viewer)
    )
