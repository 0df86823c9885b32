"""Checks of columns that are computed from others."""

from sqlalchemy import ColumnElement, case, exists, func, not_, or_, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import (
    Article,
    ArticleBand,
    ArticleIdentifier,
    Attribution,
    Claim,
    ClaimSubject,
    ClaimTag,
    Revision,
    Source,
    SourceIdentifier,
    Stance,
)
from db.models.claim_order import CARRIED, ClaimOrder
from db.queries.same_texts import BANDS
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

EARLIER = aliased(Revision, name="earlier")
NAMESAKE = aliased(Source, name="namesake")


@prepared(ViolationRow)
def dated(*, viewer: Viewer) -> AnySelect:
    """Select claims with a wrong date, or a wrong basis of their date."""
    said = func.coalesce(Claim.said_from, Claim.said_to)
    published = func.coalesce(Article.published_from, Article.published_to)
    date = func.coalesce(said, published, Claim.created_at)
    basis = case(
        (said.is_not(None), "said"),
        (published.is_not(None), "published"),
        else_="recorded",
    )
    wrong = exists().where(
        Article.id == Claim.article_id,
        or_(Claim.dated_at != date, Claim.dated_basis != basis),
    )
    return violations(Claim, viewer, wrong)


@prepared(ViolationRow)
def copies(*, viewer: Viewer) -> AnySelect:
    """Select claims with a part whose copies of the sort keys differ."""
    wrong = [
        exists().where(part.claim_id == Claim.id, or_(*_differing(part)))
        for part in (Attribution, ClaimSubject, ClaimTag, Stance)
    ]
    wrong[-1] = wrong[-1].where(Stance.superseded_at.is_(None))
    return violations(Claim, viewer, or_(*wrong))


def _differing(part: type[ClaimOrder]) -> list[ColumnElement[bool]]:
    is_draft = (Claim.review == "draft") & Claim.withdrawn_at.is_(None)
    drafted = case((is_draft, Claim.visibility))
    return [
        part.draft_visibility.is_distinct_from(drafted),
        *(
            getattr(part, copy) != getattr(Claim, column)
            for copy, column in CARRIED.items()
        ),
    ]


@prepared(ViolationRow)
def text_length(*, viewer: Viewer) -> AnySelect:
    """Select articles with a revision whose stored text length is wrong."""
    wrong = exists().where(
        Revision.article_id == Article.id,
        Revision.text_length != func.length(Revision.text),
    )
    return violations(Article, viewer, wrong)


@prepared(ViolationRow)
def revisions(*, viewer: Viewer) -> AnySelect:
    """Select articles with a gap before the number of a revision."""
    before = exists().where(
        EARLIER.article_id == Revision.article_id, EARLIER.number == Revision.number - 1
    )
    gap = exists().where(
        Revision.article_id == Article.id, Revision.number > 1, not_(before)
    )
    return violations(Article, viewer, gap)


@prepared(ViolationRow)
def bands(*, viewer: Viewer) -> AnySelect:
    """Select sampled articles that are withdrawn or lack a band."""
    count = (
        select(func.count())
        .where(ArticleBand.article_id == Article.id)
        .scalar_subquery()
    )
    withdrawn = Article.withdrawn_at.is_not(None) & (count > 0)
    return violations(Article, viewer, or_(withdrawn, count.not_in([0, BANDS])))


@prepared(ViolationRow)
def article_identifiers(*, viewer: Viewer) -> AnySelect:
    """Select articles with an identifier whose visibility or withdrawal differs."""
    withdrawn = ArticleIdentifier.withdrawn_at.is_(None) != Article.withdrawn_at.is_(
        None
    )
    wrong = exists().where(
        ArticleIdentifier.article_id == Article.id,
        or_(ArticleIdentifier.visibility != Article.visibility, withdrawn),
    )
    return violations(Article, viewer, wrong)


@prepared(ViolationRow)
def namesakes(*, viewer: Viewer) -> AnySelect:
    """Select named sources with namesakes that are not marked as such."""
    other = exists().where(
        NAMESAKE.folded == Source.folded,
        NAMESAKE.id != Source.id,
        NAMESAKE.article_id.is_(None),
    )
    named = Source.article_id.is_(None), not_(Source.has_namesakes)
    return violations(Source, viewer, *named, other)


@prepared(ViolationRow)
def identifiers(*, viewer: Viewer) -> AnySelect:
    """Select sources with an identifier whose visibility or withdrawal differs."""
    withdrawn = SourceIdentifier.withdrawn_at.is_(None) != Source.withdrawn_at.is_(None)
    wrong = exists().where(
        SourceIdentifier.source_id == Source.id,
        or_(SourceIdentifier.visibility != Source.visibility, withdrawn),
    )
    return violations(Source, viewer, wrong)
