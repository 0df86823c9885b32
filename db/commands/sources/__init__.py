"""Writes to sources."""

from db.commands.sources.children import add_child, change_child, remove_child
from db.commands.sources.editing import (
    restore_source,
    revise_source,
    withdraw_source,
)
from db.commands.sources.registering import (
    Spec,
    register_source,
    resolve_source,
)

__all__ = [
    "Spec",
    "add_child",
    "change_child",
    "register_source",
    "remove_child",
    "resolve_source",
    "restore_source",
    "revise_source",
    "withdraw_source",
]
