"""Runs of lines that are the same in two files."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tests.numbers.modules import Function, Module

SHORTEST = 6  # normalised lines that count as a run
Line = tuple[int, str]  # its number and its text


@dataclass(frozen=True)
class Duplicate:
    """A run of identical lines in two files, by where it begins in each."""

    first: str
    first_line: int
    second: str
    second_line: int
    lines: int


def find_duplicates(modules: Sequence[Module]) -> list[Duplicate]:
    """Return every longest run of at least ``SHORTEST`` lines, for each two files."""
    contents = [_normalised(module) for module in modules]
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, lines in enumerate(contents):
        for start in range(len(lines) - SHORTEST + 1):
            window = tuple(text for _, text in lines[start : start + SHORTEST])
            places[window].append((number, start))
    starts = {
        (one, other)
        for found in places.values()
        for one, other in combinations(found, 2)
        if one[0] != other[0]
    }
    return sorted(
        (
            _duplicate(modules, contents, one, other, starts)
            for one, other in starts
            if (_before(one), _before(other)) not in starts
        ),
        key=lambda found: (-found.lines, found.first, found.first_line),
    )


def _before(place: tuple[int, int]) -> tuple[int, int]:
    return place[0], place[1] - 1


def _duplicate(
    modules: Sequence[Module],
    contents: Sequence[list[Line]],
    one: tuple[int, int],
    other: tuple[int, int],
    starts: set[tuple[tuple[int, int], tuple[int, int]]],
) -> Duplicate:
    length = 0
    while ((one[0], one[1] + length), (other[0], other[1] + length)) in starts:
        length += 1
    return Duplicate(
        modules[one[0]].name,
        contents[one[0]][one[1]][0],
        modules[other[0]].name,
        contents[other[0]][other[1]][0],
        length + SHORTEST - 1,
    )


def _normalised(module: Module) -> list[Line]:
    """Return the lines of code: no imports, docstrings, comments, blanks, indents.

    Nor names with their types, of fields and of parameters: what implements an
    interface, or answers with a key that others have too, has to name them.
    """
    left_out = {
        number
        for node in ast.walk(module.tree)
        for first, last in _left_out(node)
        for number in range(first, last + 1)
    }
    stripped = enumerate((line.strip() for line in module.lines), 1)
    return [
        (number, line)
        for number, line in stripped
        if line and not line.startswith("#") and number not in left_out
    ]


def _left_out(node: ast.AST) -> Iterator[tuple[int, int]]:
    """Yield the lines of a node that do not count, as the first and the last one."""
    if isinstance(node, Function):
        yield node.lineno, node.body[0].lineno - 1
    is_field = isinstance(node, ast.AnnAssign) and node.value is None
    if isinstance(node, ast.Import | ast.ImportFrom) or is_field or _is_text(node):
        yield node.lineno, node.end_lineno or node.lineno


def _is_text(node: ast.AST) -> bool:
    """Return whether a node is a text by itself, as a docstring is."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
