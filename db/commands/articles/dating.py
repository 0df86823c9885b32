"""The dates that claims take from their article."""

from sqlalchemy import select, update

from db.engine.session import Write
from db.models import Article, Attribution, Claim, ClaimTag, Stance


def redate_claims(write: Write, article: Article) -> None:
    """Move the claims that are dated by their article, and what copies their date."""
    published = article.published_from
    moved = (Claim.article_id == article.id) & Claim.said_from.is_(None)
    values = (
        {"dated_at": published, "dated_basis": "published"}
        if published
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
