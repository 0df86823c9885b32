"""Writes to claims."""

from db.commands.claims.anchoring import anchor_all
from db.commands.claims.batches import record_all
from db.commands.claims.chain import Step
from db.commands.claims.context import ArticleContext, load_article, new_context
from db.commands.claims.dating import redate_claims
from db.commands.claims.editing import (
    restore_claim,
    revert_claim,
    revise_claim,
)
from db.commands.claims.entries import Entry, first_reads
from db.commands.claims.importing import Outcome, import_claims
from db.commands.claims.links import link_claim, unlink_claim
from db.commands.claims.making import ClaimSpec, NewClaim
from db.commands.claims.merging import merge_claim, unmerge_claim, withdraw_claim
from db.commands.claims.one_by_one import record_each, record_for_each
from db.commands.claims.reanchoring import reanchor_claims
from db.commands.claims.recording import known_to, record_claim, record_claims
from db.commands.claims.reviewing import SeenClaims, review_claims
from db.commands.claims.spans import Selector
from db.commands.claims.stances import remove_stance, set_stance
from db.commands.claims.tagging import tag_claims

__all__ = [
    "ArticleContext",
    "ClaimSpec",
    "Entry",
    "NewClaim",
    "Outcome",
    "SeenClaims",
    "Selector",
    "Step",
    "anchor_all",
    "first_reads",
    "import_claims",
    "known_to",
    "link_claim",
    "load_article",
    "merge_claim",
    "new_context",
    "reanchor_claims",
    "record_all",
    "record_claim",
    "record_claims",
    "record_each",
    "record_for_each",
    "redate_claims",
    "remove_stance",
    "restore_claim",
    "revert_claim",
    "review_claims",
    "revise_claim",
    "set_stance",
    "tag_claims",
    "unlink_claim",
    "unmerge_claim",
    "withdraw_claim",
]
