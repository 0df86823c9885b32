"""Filters that include merged sources and articles."""

from collections.abc import Sequence

from db.queries.filters import Values
from db.queries.sources import SourceRow, get_source
from db.queries.survivors import list_articles_merged_into, list_merged_into
from db.reads.reading import Reading
from db.reads.records import require_row

MOST_SHOWN = 20  # merged sources of one survivor


async def with_merged(reading: Reading, values: Values, name: str) -> Values:
    """Return filters in which ``name`` includes merged sources.

    Records that refer to a source keep the id of a merged one; only claims and the
    steps of chains also have the id of the survivor.
    """
    given = values.get(name, ())
    rows = await reading.rows_of(list_merged_into, "source", record_ids=given)
    return {**values, name: [*given, *(row.id for row in rows)]} if rows else values


async def with_merged_articles(reading: Reading, values: Values, name: str) -> Values:
    """Return filters in which ``name`` includes merged articles.

    Claims keep the id of the article in which they were printed.
    """
    given = values.get(name, ())
    rows = await reading.rows_of(list_articles_merged_into, "article", record_ids=given)
    return {**values, name: [*given, *(row.id for row in rows)]} if rows else values


async def list_merged_sources(reading: Reading, source_id: int) -> Sequence[SourceRow]:
    """Return the first sources that were merged into a source."""
    rows = await reading.rows_of(list_merged_into, "source", record_ids=[source_id])
    return [
        await require_row(reading, get_source, "source", record_id=row.id, merged=True)
        for row in rows[:MOST_SHOWN]
    ]
