"""Writes to facts."""

from db.commands.facts.editing import (
    restore_fact,
    revert_fact,
    revise_fact,
    withdraw_fact,
)
from db.commands.facts.judging import (
    assess_fact,
    resettle_fact,
    settle_fact,
    unsettle_fact,
)
from db.commands.facts.merging import merge_fact, unmerge_fact
from db.commands.facts.registering import register_fact, resolve_fact, similar_facts

__all__ = [
    "assess_fact",
    "merge_fact",
    "register_fact",
    "resettle_fact",
    "resolve_fact",
    "restore_fact",
    "revert_fact",
    "revise_fact",
    "settle_fact",
    "similar_facts",
    "unmerge_fact",
    "unsettle_fact",
    "withdraw_fact",
]
