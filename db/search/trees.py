"""Queries as trees of words, phrases and fields."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any as Anything

SHORT = 2  # letters of the longest beginning that is tested instead of looked up


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


def looked_up(node: All) -> tuple[Node, ...]:
    """Return the nodes of a conjunction that an index looks up; the others are tested.

    Short beginnings are tested: an index would collect most records for them.
    """
    wanted = tuple(one for one in node.nodes if not isinstance(one, Not))
    return tuple(one for one in wanted if not _is_short(one)) or wanted


def excluded(node: All) -> tuple[Node, ...]:
    """Return the exclusions of a conjunction that an index looks up."""
    found = (one.excluded for one in node.nodes if isinstance(one, Not))
    return tuple(one for one in found if not (_is_short(one) or has_order(one)))


def has_beginning(node: Node) -> bool:
    """Return whether an index looks up the beginning of a word."""
    if isinstance(node, All):
        return any(map(has_beginning, (*looked_up(node), *excluded(node))))
    if isinstance(node, Any):
        return any(map(has_beginning, node.nodes))
    return isinstance(node, Phrase) and node.is_open


def has_order(node: Node) -> bool:
    """Return whether an index finds more than a query: it stores words in no order."""
    if isinstance(node, Not):
        return has_order(node.excluded)
    if isinstance(node, All):
        number = len(looked_up(node)) + len(excluded(node))
        return number < len(node.nodes) or any(map(has_order, node.nodes))
    if isinstance(node, Any):
        return any(map(has_order, node.nodes))
    return isinstance(node, Phrase) and len(node.words) > 1


def _is_short(node: Node) -> bool:
    """Return whether a node is a beginning that many words have."""
    if not (isinstance(node, Phrase) and node.is_open):
        return False
    return len(node.words) == 1 and len(node.words[0]) <= SHORT
