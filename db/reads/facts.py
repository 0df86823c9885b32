"""Single facts, and pages of all facts."""

from datetime import datetime

from db.errors import MergedError
from db.queries.facts import (
    ORDERS,
    FactRow,
    count_facts,
    find_fact_id,
    get_fact,
    list_facts,
)
from db.queries.filters import Values
from db.reads.pages import Listing, Page, PageQuery
from db.reads.queries import as_indexed
from db.reads.query_fields import NONE, with_fields
from db.reads.reading import Reading
from db.reads.records import only_row
from db.values import clock
from db.values.dates import TICK

FactKey = int | str  # the id of a fact, or its slug
FACTS = Listing(list_facts, count_facts, ORDERS)


async def list_facts_page(
    reading: Reading, query: PageQuery, values: Values, *, until: datetime | None = None
) -> Page[FactRow]:
    """Return a page of the facts that match all filters.

    With ``until``, only facts known before it, in their state at that time.
    """
    bound = {"until": bound_of(until)}
    values = await with_fields(reading, values, NONE)
    return await FACTS.page(
        reading, query, as_indexed(values), bound=bound, as_of=until is not None
    )


async def read_fact(
    reading: Reading,
    key: FactKey,
    *,
    withdrawn: bool = False,
    until: datetime | None = None,
) -> FactRow:
    """Return a fact in its state before ``until``.

    Raise ``NotFoundError``, or ``MergedError`` if it was merged into another.
    """
    row = await read_stored_fact(reading, key, withdrawn=withdrawn, until=until)
    if row.merged_into_id is not None:
        resource = "fact"
        raise MergedError(resource, row.id, row.merged_into_id)
    return row


async def read_stored_fact(
    reading: Reading,
    key: FactKey,
    *,
    withdrawn: bool = False,
    until: datetime | None = None,
) -> FactRow:
    """Return a fact, including a merged one; raise ``NotFoundError``."""
    values = {"fact": key, "until": bound_of(until)}
    by = "id" if isinstance(key, int) else "slug"
    rows = await reading.rows(get_fact, values, by=by, withdrawn=withdrawn)
    return only_row(rows, "fact", key)


async def read_fact_id(reading: Reading, key: FactKey) -> int:
    """Return the id of the fact with this id or slug, live or withdrawn.

    Raise ``NotFoundError`` if no fact has the slug.
    """
    if isinstance(key, int):
        return key
    rows = await reading.rows(find_fact_id, {"fact": key}, withdrawn=True)
    return only_row(rows, "fact", key).id


def bound_of(until: datetime | None) -> datetime:
    """Return ``until``, or by default the next possible instant."""
    return until or clock.now() + TICK
