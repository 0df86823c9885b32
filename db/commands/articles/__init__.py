"""Writes to articles and the revisions of their text."""

from db.commands.articles.editing import (
    restore_article,
    revert_article,
    revise_article,
    withdraw_article,
)
from db.commands.articles.merging import merge_article, unmerge_article
from db.commands.articles.preparing import prepare, prepare_revision
from db.commands.articles.recording import record_article
from db.commands.articles.rekeying import Taken, rekey_addresses
from db.commands.articles.revisions import (
    RevisionSpec,
    add_revision,
    reanchor_article,
)
from db.commands.articles.same_texts import sample_texts
from db.commands.articles.taking_over import LeftOut, TakenOver, take_over_claims

__all__ = [
    "LeftOut",
    "RevisionSpec",
    "Taken",
    "TakenOver",
    "add_revision",
    "merge_article",
    "prepare",
    "prepare_revision",
    "reanchor_article",
    "record_article",
    "rekey_addresses",
    "restore_article",
    "revert_article",
    "revise_article",
    "sample_texts",
    "take_over_claims",
    "unmerge_article",
    "withdraw_article",
]
