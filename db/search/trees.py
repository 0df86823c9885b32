"""What a query asks for, as a tree of words that a text has or has not."""

from collections.abc import Iterator
from dataclasses import dataclass


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
Node = Leaf | Not | All | Any


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield the words and phrases of a tree in their order."""
    if isinstance(node, Not):
        yield from leaves(node.excluded)
    elif isinstance(node, All | Any):
        for one in node.nodes:
            yield from leaves(one)
    else:
        yield node


def has_order(node: Node) -> bool:
    """Return whether it matters in which order words stand, or where they end."""
    return any(isinstance(one, Phrase) and len(one.words) > 1 for one in leaves(node))
