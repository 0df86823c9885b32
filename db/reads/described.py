"""Unnamed sources that the value of a field in a query describes."""

from collections.abc import Sequence
from typing import NamedTuple

from db.queries.claims import MAX_VALUES_LOOKED_UP
from db.queries.filters import named, shape_of
from db.queries.search import index_values
from db.queries.sources import list_sources
from db.reads.named import is_id
from db.reads.reading import Reading
from db.search.matching import needles
from db.search.trees import Value
from db.search.typed_words import leaf_of


class Described(NamedTuple):
    """The ids of a few unnamed sources, or the phrases that find many of them."""

    ids: Sequence[int] = ()
    phrases: Sequence[str] = ()


async def find_described(reading: Reading, value: Value) -> Described:
    """Return the unnamed sources whose descriptor has the words of a value."""
    leaf = leaf_of(value.text, value.position, is_quoted=True)
    if leaf is None or is_id(value.text.strip()):
        return Described()
    values = {**index_values(leaf), "anonymous": [True]}
    shape, limit = shape_of(values), MAX_VALUES_LOOKED_UP
    rows = await reading.rows(list_sources, named(values), shape=shape, limit=limit)
    if len(rows) == limit:
        return Described(phrases=needles(leaf))
    return Described(ids=[row.id for row in rows])
