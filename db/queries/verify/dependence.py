"""Checks that no record is live or visible without the records that it depends on."""

from sqlalchemy import ColumnElement, exists, not_, or_

from db.engine.aliases import aliased
from db.engine.prepared import prepared
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
    Tag,
)
from db.models.source import TARGETS
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

ROOT = aliased(Article, name="root")
OUTLET = aliased(Source, name="outlet")


def _in_chain(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match claims with a source that meets ``conditions`` in their chain."""
    named = or_(
        Source.id == Attribution.source_id, Source.id == Attribution.printed_source_id
    )
    return exists().where(Attribution.claim_id == Claim.id, named, *conditions)


def _opens_before(record: type[Editable], other: type[Editable]) -> ColumnElement[bool]:
    """Match pairs if ``record`` becomes public before ``other``."""
    ends, lasts = record.embargo_until, other.embargo_until.is_(None)
    sooner = (record.visibility == "public") | (ends < other.embargo_until)
    return (other.visibility == "restricted") & (sooner | (ends.is_not(None) & lasts))


@prepared(ViolationRow)
def restricted_claims(*, viewer: Viewer) -> AnySelect:
    """Select claims that are less restricted than a record that they depend on."""
    article = exists().where(
        Article.id == Claim.article_id, _opens_before(Claim, Article)
    )
    source = _in_chain(_opens_before(Claim, Source))
    return violations(Claim, viewer, or_(article, source))


@prepared(ViolationRow)
def restricted_sources(*, viewer: Viewer) -> AnySelect:
    """Select unnamed sources that are less restricted than their articles."""
    article = exists().where(
        Article.id == Source.article_id, _opens_before(Source, Article)
    )
    return violations(Source, viewer, article)


@prepared(ViolationRow)
def live_claims(*, viewer: Viewer) -> AnySelect:
    """Select live claims that depend on a withdrawn record."""
    article = exists().where(
        Article.id == Claim.article_id, Article.withdrawn_at.is_not(None)
    )
    source = exists().where(
        Attribution.claim_id == Claim.id,
        Attribution.source_id == Source.id,
        Source.withdrawn_at.is_not(None),
    )
    subject = exists().where(
        ClaimSubject.claim_id == Claim.id,
        ClaimSubject.source_id == Source.id,
        Source.withdrawn_at.is_not(None),
    )
    tag = exists().where(
        ClaimTag.claim_id == Claim.id,
        ClaimTag.tag_id == Tag.id,
        Tag.withdrawn_at.is_not(None),
    )
    fact = exists().where(
        Stance.claim_id == Claim.id,
        Stance.superseded_at.is_(None),
        Fact.id == Stance.fact_id,
        Fact.withdrawn_at.is_not(None),
    )
    gone = or_(article, source, subject, tag, fact)
    return violations(Claim, viewer, Claim.withdrawn_at.is_(None), gone)


@prepared(ViolationRow)
def live_articles(*, viewer: Viewer) -> AnySelect:
    """Select live articles with a withdrawn outlet or a withdrawn original."""
    outlet = exists().where(
        OUTLET.id == Article.outlet_id, OUTLET.withdrawn_at.is_not(None)
    )
    root = exists().where(
        ROOT.id == Article.root_article_id, ROOT.withdrawn_at.is_not(None)
    )
    gone = or_(outlet, root)
    return violations(Article, viewer, Article.withdrawn_at.is_(None), gone)


@prepared(ViolationRow)
def live_sources(*, viewer: Viewer) -> AnySelect:
    """Select live unnamed sources of withdrawn articles."""
    article = exists().where(
        Article.id == Source.article_id, Article.withdrawn_at.is_not(None)
    )
    return violations(Source, viewer, Source.withdrawn_at.is_(None), article)


@prepared(ViolationRow)
def outlets(*, viewer: Viewer) -> AnySelect:
    """Select articles that were published by a source of another kind than outlet."""
    other = exists().where(OUTLET.id == Article.outlet_id, OUTLET.kind != "outlet")
    return violations(Article, viewer, other)


@prepared(ViolationRow)
def affiliations(*, viewer: Viewer) -> AnySelect:
    """Select sources with an affiliation to a source of the wrong kind."""
    fits = or_(
        *(
            (Affiliation.relation == relation) & OUTLET.kind.in_(kinds)
            for relation, kinds in TARGETS.items()
        )
    )
    other = exists().where(
        Affiliation.source_id == Source.id,
        OUTLET.id == Affiliation.organisation_id,
        not_(fits),
    )
    return violations(Source, viewer, other)
