"""Withdraws and restores an article together with its claims."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from db.commands.claims import restore_claim, withdraw_claim
from db.engine.session import Write
from db.errors import ConflictError
from db.models import Article, Assessment, Claim, Evidence, Fact
from db.queries.visibility import visible


def withdraw_claims(write: Write, article: Article) -> None:
    """Withdraw the live claims of an article.

    Raise ``ConflictError`` if an assessment cites one of them or the article as
    evidence.
    """
    _refuse_if_evidence(write, article)
    for claim_id in _claims(write, article, Claim.withdrawn_at.is_(None)):
        withdraw_claim(write, claim_id, version=None)


def restore_claims(write: Write, article: Article, withdrawn_at: datetime) -> None:
    """Restore the claims that were withdrawn with their article, and no others."""
    for claim_id in _claims(write, article, Claim.withdrawn_at == withdrawn_at):
        restore_claim(write, claim_id, version=None)


def _claims(
    write: Write, article: Article, condition: ColumnElement[bool]
) -> list[int]:
    seen = visible(Claim, write.viewer, withdrawn=True)
    found = write.session.scalars(
        select(Claim.id)
        .where(Claim.article_id == article.id, condition, seen)
        .order_by(Claim.id)
    )
    return list(found.all())


def _refuse_if_evidence(write: Write, article: Article) -> None:
    claims = select(Claim.id).where(
        Claim.article_id == article.id, Claim.withdrawn_at.is_(None)
    )
    used = write.session.execute(
        select(Assessment.fact_id, Evidence.claim_id)
        .join(Assessment, Assessment.id == Evidence.assessment_id)
        .join(Fact, Fact.id == Assessment.fact_id)
        .where(Assessment.superseded_at.is_(None), visible(Fact, write.viewer))
        .where((Evidence.article_id == article.id) | Evidence.claim_id.in_(claims))
        .order_by(Assessment.fact_id, Evidence.id)
    ).first()
    if used:
        what = f"claim {used.claim_id} of it" if used.claim_id else "this article"
        message = (
            f"An assessment of fact {used.fact_id} rests on {what}: assess the fact "
            "without it first."
        )
        raise ConflictError("fact", used.fact_id, message)
