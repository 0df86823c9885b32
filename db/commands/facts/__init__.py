"""Writes to facts."""

from db.commands.facts.editing import (
    restore_fact,
    revert_fact,
    revise_fact,
    withdraw_fact,
)
from db.commands.facts.judging import (
    assess_fact,
    record_outcome,
    supersede_outcome,
    withdraw_outcome,
)
from db.commands.facts.merging import merge_fact, unmerge_fact
from db.commands.facts.registering import register_fact, resolve_fact, similar_facts

__all__ = [
    "assess_fact",
    "merge_fact",
    "record_outcome",
    "register_fact",
    "resolve_fact",
    "restore_fact",
    "revert_fact",
    "revise_fact",
    "similar_facts",
    "supersede_outcome",
    "unmerge_fact",
    "withdraw_fact",
    "withdraw_outcome",
]
