"""Checks of the words by which records are suggested."""

from db.engine.prepared import prepared
from db.queries.name_words import NamedRow, list_named_words
from db.values.types import AnySelect
from db.values.viewer import Viewer

__all__ = ["NamedRow", "facts", "outlets", "sources", "tags"]


@prepared(NamedRow)
def sources(*, viewer: Viewer) -> AnySelect:
    """Select the named sources, with the words of their names."""
    return list_named_words(resource="source", viewer=viewer).statement


@prepared(NamedRow)
def outlets(*, viewer: Viewer) -> AnySelect:
    """Select the outlets, with the words of their names."""
    return list_named_words(resource="outlet", viewer=viewer).statement


@prepared(NamedRow)
def facts(*, viewer: Viewer) -> AnySelect:
    """Select the facts, with the words of their statements."""
    return list_named_words(resource="fact", viewer=viewer).statement


@prepared(NamedRow)
def tags(*, viewer: Viewer) -> AnySelect:
    """Select the tags, with the words of their names."""
    return list_named_words(resource="tag", viewer=viewer).statement
