"""Reads that count drafts, with values that find some."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from db.engine.prepared import Prepared
from db.queries import claims, stats
from db.queries.filters import named, shape_of

MONDAY = datetime(2022, 3, 21, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
DRAFT = {"review": "draft", "hedges": ["tal vez"]}
# A builder, the shape it is called with, and the values that it is run with.
Count = tuple[Callable[..., Prepared], dict[str, Any], dict[str, Any]]


def draft_counts(told: Any, seen: dict[str, Any]) -> Iterator[Count]:
    """Yield counts for lists, by an index and without, and for counts of claims."""
    for filters in (
        {"source": [told.source]},
        {"speaker": [told.unnamed]},
        {"origin": [told.source, told.outlet]},
        {"tag": ["uno"]},
        {"fact": [told.fact]},
        {"fact": [told.fact], "stance": ["supports"], "published_by": [LATER]},
        {"article": [told.article], "hedged": [True]},
        {"outlet": [told.outlet]},
        {"affiliated_source": [told.organisation]},
        {},
    ):
        shape = seen | {"shape": shape_of(filters)}
        yield claims.count_drafts, shape, named(filters)
        if "tag" not in filters:  # which would be withdrawn too
            shape = shape | {"withdrawn": True}
            yield claims.count_drafts, shape, named(filters)
    bounds = {"from": [MONDAY], "to": [LATER]}
    for time in ("dated", "published", "recorded"):
        for filters in ({"article": [told.article], "hedged": [True]}, {}):
            shape = seen | {"shape": shape_of(filters), "bounds": shape_of(bounds)}
            values = named(filters) | named(bounds)
            yield stats.count_drafts_within, shape | {"time": time}, values
