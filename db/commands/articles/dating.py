"""The dates that claims take from their article."""

from sqlalchemy import and_, select, update

from db.commands.dating import (
    interval_of,
    refuse_later_than_tomorrow,
    refuse_published_before,
)
from db.engine.session import Write
from db.models import Article, Attribution, Claim, ClaimTag, Stance
from db.values.dates import Interval


def follow_date(write: Write, article: Article, before: Interval) -> None:
    """Move the dates of the claims of an article if its date has changed.

    Raise ``InvalidError`` if the new date is in the future, or if claims of the article
    would have been said after it.
    """
    published = interval_of(article, "published")
    if published == before:
        return
    refuse_later_than_tomorrow(write, published, "published")
    refuse_published_before(write, article.id, published)
    _redate_claims(write, article, published)


def _redate_claims(write: Write, article: Article, published: Interval) -> None:
    """Move the claims that are dated by their article, and the copies of their date."""
    moved = and_(
        Claim.article_id == article.id,
        Claim.said_from.is_(None),
        Claim.said_to.is_(None),
    )
    values = (
        {"dated_at": published.known, "dated_basis": "published"}
        if published.known
        else {"dated_at": Claim.created_at, "dated_basis": "recorded"}
    )
    options = {"synchronize_session": False}
    execute = write.session.execute
    execute(update(Claim).where(moved).values(values), execution_options=options)
    for copy in (Attribution, ClaimTag, Stance):
        date = select(Claim.dated_at).where(Claim.id == copy.claim_id).scalar_subquery()
        claims = select(Claim.id).where(moved)
        statement = update(copy).where(copy.claim_id.in_(claims)).values(dated_at=date)
        execute(statement, execution_options=options)
