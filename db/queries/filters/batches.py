"""Ids and names in batches of fixed sizes, so that few statements serve all lookups."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from db.queries.filters.shapes import Shape, named

ItemT = TypeVar("ItemT")
BATCHES = (1, 10, 50, 200, 1001)  # so that few statements serve all page sizes
FIRST = itemgetter(0)
MAX_IDS = BATCHES[-2]  # ids per read, which takes some milliseconds


def batch_size(count: int) -> int:
    """Return the smallest batch size for ``count`` ids."""
    return next(size for size in BATCHES if size >= count)


def portions(given: Sequence[ItemT], size: int = MAX_IDS) -> Iterator[Sequence[ItemT]]:
    """Yield ``given`` in groups of at most ``size``."""
    for start in range(0, len(given), size):
        yield given[start : start + size]


def batch_of(name: str, values: Sequence[str]) -> tuple[int, dict[str, str]]:
    """Return the size of a batch, and ``values`` by the names of ``binds``.

    The first value fills up a larger batch.
    """
    size = batch_size(len(values))
    padded = [*values, *[values[0]] * (size - len(values))]
    return size, named({name: padded})


def ids(name: str, given: Sequence[int]) -> dict[str, int]:
    """Return ``given`` by the names of ``binds``, padded with 0, which is not an id."""
    padded = [*given, *[0] * (batch_size(len(given)) - len(given))]
    return {f"{name}__{number}": value for number, value in enumerate(padded)}


def ids_by_resource(
    records: Iterable[tuple[str, int]],
) -> tuple[Shape, dict[str, int]]:
    """Return the ids of records in their order, by the names of ``binds``.

    The shape has the batch size of each resource; resources are sorted.
    """
    of = {name: [id_ for _, id_ in some] for name, some in groupby(records, FIRST)}
    values: dict[str, int] = {}
    for name, some in of.items():
        values |= ids(name, some)
    return tuple((name, batch_size(len(some))) for name, some in of.items()), values
