"""Reads the facts of a source's claims, from the cached claims."""

from db.queries.fact_claims import list_fact_states
from db.queries.filters import batch_size, ids
from db.queries.keyset import Key
from db.reads.cached_claims import read_fact_claims
from db.reads.fact_claims import FactsOfSource, Scope
from db.reads.facts import bound_of
from db.reads.pages import Page, PageQuery, cut
from db.reads.reading import Reading


async def read_facts_of_source(
    reading: Reading, source_id: int, query: PageQuery
) -> FactsOfSource:
    """Return a page of the facts of a source's claims, and all its claims."""
    claims = await read_fact_claims(reading, Scope("source", {"source": source_id}))
    fact_ids = sorted(claims.facts)
    shown, more = cut(fact_ids, _key, limit=query.limit, after=query.after)
    values = {**ids("fact", shown), "until": bound_of(None)}
    count = batch_size(len(shown))
    rows = await reading.scan(list_fact_states, values, count=count) if shown else ()
    next_key = _key(shown[-1]) if more else None
    return FactsOfSource(Page(rows, next_key, drafts=len(claims.drafts)), claims)


def _key(fact_id: int) -> Key:
    return (fact_id,)
