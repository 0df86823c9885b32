"""What a query asks for, as a tree of words that a text has or has not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any as Anything


@dataclass(frozen=True)
class OneOf:
    """A word in one of its forms: as it is typed, or as a stem."""

    forms: tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """Words that follow each other; the last may be the beginning of a word."""

    words: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True)
class Value:
    """A value of a field as it is typed, and the position at which it begins."""

    text: str
    position: int
    is_quoted: bool = False


@dataclass(frozen=True)
class Field:
    """What a column of a record is to be, by the name of a field: ``act:denial``."""

    name: str
    values: tuple[Value, ...]
    position: int


@dataclass(frozen=True)
class Filtered:
    """What a filter of a list finds: a field whose values were looked up."""

    name: str
    values: tuple[Anything, ...]


@dataclass(frozen=True)
class Not:
    """What must not match."""

    excluded: "Node"


@dataclass(frozen=True)
class All:
    """What must match together."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Any:
    """What must match in one of several ways."""

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
    """Return a tree with something else in the place of each field."""
    if isinstance(node, Not):
        return Not(replaced(node.excluded, replace))
    if isinstance(node, All | Any):
        nodes = (replaced(one, replace) for one in node.nodes)
        return type(node)(tuple(nodes))
    return replace(node) if isinstance(node, Field) else node


def all_of(nodes: list[Node]) -> Node | None:
    """Return what must match if all of ``nodes`` must; None if there are none."""
    return All(tuple(nodes)) if len(nodes) > 1 else next(iter(nodes), None)


def any_of(nodes: Iterable[Node]) -> Node:
    """Return what matches if one of ``nodes`` does, of which there is at least one."""
    found = tuple(nodes)
    return Any(found) if len(found) > 1 else found[0]


def has_order(node: Node) -> bool:
    """Return whether it matters in which order words stand, or where they end."""
    return any(isinstance(one, Phrase) and len(one.words) > 1 for one in leaves(node))
