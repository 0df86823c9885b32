"""Splits a query into filters, words for the index, and a test of rows.

``source:7 minsk (border OR act:denial)`` is a filter, a word, and alternatives to test
in each row.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from db.search.trees import All as AllOf
from db.search.trees import Any as AnyOf
from db.search.trees import Column, Filtered, Leaf, Node, Not, all_of, ends


class Split(NamedTuple):
    """The parts of a query: the query finds the records that all parts find.

    ``words`` may find more records; ``rest`` is a test that only matches pass.
    """

    filters: tuple[Filtered, ...]
    words: Node | None
    rest: Node | None


def split(node: Node) -> Split:
    """Split a query."""
    parts: dict[str, list[Any]] = {"filter": [], "plain": [], "mixed": []}
    for one in _together(node):
        parts[_kind(one)].append(one)
    plain, mixed = parts["plain"], parts["mixed"]
    wider = _all_wider(mixed)
    if wider or not all(map(_is_exclusion, plain)):
        words, rest = all_of([*plain, *wider]), all_of(mixed)
    else:
        words, rest = None, all_of([*plain, *mixed])
    return Split(tuple(parts["filter"]), words, rest)


def has_more_than_filters(node: Node) -> bool:
    """Return whether a query has more than filters, whose values may be unknown."""
    return not all(isinstance(one, Column) for one in _together(node))


def _together(node: Node) -> Iterator[Node]:
    """Yield the nodes that must all match."""
    if isinstance(node, AllOf):
        for one in node.nodes:
            yield from _together(one)
    else:
        yield node


def _kind(node: Node) -> str:
    if isinstance(node, Filtered):
        return "filter"
    has_column = any(isinstance(one, Column) for one in ends(node))
    return "mixed" if has_column else "plain"


def _is_exclusion(node: Node) -> bool:
    return isinstance(node, Not)


def _all_wider(nodes: Iterable[Node]) -> list[Node]:
    return [found for one in nodes if (found := _wider(one))]


def _wider(node: Node) -> Node | None:
    """Return words that every match has; None if there need be none."""
    if isinstance(node, AllOf):
        return all_of(_all_wider(node.nodes))
    if isinstance(node, AnyOf):
        found = _all_wider(node.nodes)
        return AnyOf(tuple(found)) if len(found) == len(node.nodes) else None
    return node if isinstance(node, Leaf) else None
