"""Writes to claims."""

from db.commands.claims.chain import Step
from db.commands.claims.context import ArticleContext, load_article
from db.commands.claims.editing import restore_claim, revise_claim, withdraw_claim
from db.commands.claims.recording import ClaimSpec, record_claim
from db.commands.claims.spans import Selector

__all__ = [
    "ArticleContext",
    "ClaimSpec",
    "Selector",
    "Step",
    "load_article",
    "record_claim",
    "restore_claim",
    "revise_claim",
    "withdraw_claim",
]
