"""Queries as trees of words, phrases and fields."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any as Anything


@dataclass(frozen=True)
class OneOf:
    """One of several forms of a word: as typed, or a stem."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """Consecutive words; the last may be a prefix."""

    words: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True)
class Value:
    """A typed value of a field, and its offset in the query."""

    text: str
    position: int
    is_quoted: bool = False


@dataclass(frozen=True)
class Field:
    """A condition on a column of a record, by the name of a field: ``act:denial``."""

    name: str
    values: tuple[Value, ...]
    position: int


@dataclass(frozen=True)
class Filtered:
    """A filter of a list: a field whose values were looked up."""

    name: str
    values: tuple[Anything, ...]


@dataclass(frozen=True)
class Not:
    """A node that must not match."""

    excluded: "Node"


@dataclass(frozen=True)
class All:
    """Nodes that must all match."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Any:
    """Alternatives: one node must match."""

    nodes: tuple["Node", ...]


Leaf = OneOf | Phrase
Column = Field | Filtered
Node = Leaf | Column | Not | All | Any


def ends(node: Node) -> Iterator[Leaf | Column]:
    """Yield the words, phrases and fields of a tree in their order."""
    if isinstance(node, Not):
        yield from ends(node.excluded)
    elif isinstance(node, All | Any):
        for one in node.nodes:
            yield from ends(one)
    else:
        yield node


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the words and phrases of a tree in their order."""
    return (one for one in ends(node) if isinstance(one, Leaf))


def fields(node: Node) -> Iterator[Field]:
    """Yield the fields of a tree in their order."""
    return (one for one in ends(node) if isinstance(one, Field))


def replaced(node: Node, replace: Callable[[Field], Node]) -> Node:
    """Return a tree in which ``replace`` has replaced each field."""
    if isinstance(node, Not):
        return Not(replaced(node.excluded, replace))
    if isinstance(node, All | Any):
        nodes = (replaced(one, replace) for one in node.nodes)
        return type(node)(tuple(nodes))
    return replace(node) if isinstance(node, Field) else node


def all_of(nodes: list[Node]) -> Node | None:
    """Return a node that matches if all ``nodes`` match; None without nodes."""
    return All(tuple(nodes)) if len(nodes) > 1 else next(iter(nodes), None)


def any_of(nodes: Iterable[Node]) -> Node:
    """Return a node that matches if one of ``nodes`` matches; there is at least one."""
    found = tuple(nodes)
    return Any(found) if len(found) > 1 else found[0]


def has_beginning(node: Node) -> bool:
    """Return whether a query has the beginning of a word, which many words may have."""
    return any(isinstance(one, Phrase) and one.is_open for one in leaves(node))


def has_order(node: Node) -> bool:
    """Return whether the order or the ends of words matter."""
    return any(isinstance(one, Phrase) and len(one.words) > 1 for one in leaves(node))
