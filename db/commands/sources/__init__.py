"""Writes to sources."""

from db.commands.sources.children import add_child, change_child, remove_child
from db.commands.sources.editing import (
    restore_source,
    revert_source,
    revise_source,
    withdraw_source,
)
from db.commands.sources.identities import (
    judge_identity,
    note_reading,
    withdraw_identity,
)
from db.commands.sources.matching import similar_sources
from db.commands.sources.merging import merge_source, unmerge_source
from db.commands.sources.ratings import rate_source, rerate_source, unrate_source
from db.commands.sources.registering import (
    Spec,
    register_source,
    resolve_source,
)

__all__ = [
    "Spec",
    "add_child",
    "change_child",
    "judge_identity",
    "merge_source",
    "note_reading",
    "rate_source",
    "register_source",
    "remove_child",
    "rerate_source",
    "resolve_source",
    "restore_source",
    "revert_source",
    "revise_source",
    "similar_sources",
    "unmerge_source",
    "unrate_source",
    "withdraw_identity",
    "withdraw_source",
]
