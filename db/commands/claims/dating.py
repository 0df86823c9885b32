"""The date of a claim: when it was said, else published, else recorded.

Its steps, subjects, tags and stances have copies of the date.
"""

from typing import Any

from sqlalchemy import and_, select, update

from db.commands.dating import interval_of
from db.commands.search import index_claims
from db.engine.session import Write
from db.models import Attribution, Claim, ClaimSubject, ClaimTag, Stance
from db.values.dates import Interval

UNSYNCHRONISED = {"synchronize_session": False}


def date_claim(claim: Claim, published: Interval) -> None:
    """Set the date of a claim in an article with the date ``published``."""
    if said := interval_of(claim, "said").known:
        claim.dated_at, claim.dated_basis = said, "said"
    else:
        for name, value in _by_article(published, claim.created_at).items():
            setattr(claim, name, value)


def redate_claims(write: Write, article_id: int, published: Interval) -> None:
    """Set the dates of the claims that are dated by their article, and all copies."""
    moved = and_(
        Claim.article_id == article_id,
        Claim.said_from.is_(None),
        Claim.said_to.is_(None),
    )
    values = _by_article(published, Claim.created_at)
    write.session.execute(
        update(Claim).where(moved).values(values), execution_options=UNSYNCHRONISED
    )
    for copy in (Attribution, ClaimSubject, ClaimTag, Stance):
        date = select(Claim.dated_at).where(Claim.id == copy.claim_id).scalar_subquery()
        claims = select(Claim.id).where(moved)
        statement = update(copy).where(copy.claim_id.in_(claims)).values(dated_at=date)
        write.session.execute(statement, execution_options=UNSYNCHRONISED)
    index_claims(write, write.session.scalars(select(Claim.id).where(moved)).all())


def _by_article(published: Interval, recorded_at: Any) -> dict[str, Any]:  # noqa: ANN401 - an instant, or its column
    """Return the date, and its basis, of a claim without a date of its own."""
    if published.known:
        return {"dated_at": published.known, "dated_basis": "published"}
    return {"dated_at": recorded_at, "dated_basis": "recorded"}
