"""Reads claims on facts through a cache, and reads only changed claims again.

Audit entries show the changes: their ids are in commit order, so the entries after one
include every change that an earlier read may have missed.
"""

from collections.abc import Awaitable, Callable, Collection, Set
from dataclasses import replace
from typing import Any, TypeVar

from db.derived.claim_cache import CachedClaims
from db.derived.fact_claims import FactClaims, replaced_claims
from db.derived.invalidation import StaleParts, find_stale
from db.queries.changed import (
    LIST_CHANGED,
    MAX_CHANGES,
    list_linked_claims,
)
from db.reads.fact_claims import (
    Scope,
    load_claims_of_stances,
    load_drafts_of_claims,
    load_fact_claims,
    load_stances_of_claims,
)
from db.reads.reading import Reading

T = TypeVar("T")
CACHED_SCOPES = {"fact", "source"}  # kinds of scopes that are cached
MAX_REREAD = 2000  # claims to read again; beyond, all are read


async def read_fact_claims(reading: Reading, scope: Scope) -> FactClaims:
    """Return the claims of a scope as they are now."""
    if reading.claim_cache is None or scope.kind not in CACHED_SCOPES:
        return (await load_fact_claims(reading, scope)).claims
    (record_id,) = scope.values.values()
    key = (reading.viewer, scope.kind, record_id)
    known = reading.claim_cache.find(key)
    if known is None:
        now = await load_fact_claims(reading, scope)
    else:
        now = await _refresh(reading, scope, known)
    reading.claim_cache.store(key, now)
    return now.claims


async def memoized(
    claims: FactClaims,
    name: str,
    given: Any,  # noqa: ANN401 - any arguments
    *,
    make: Callable[[], Awaitable[T]],
) -> T:
    """Return a cached result for claims and ``given``, or compute and cache it."""
    known = claims.derived.get(name)
    if known is None or known[0] != given:
        known = claims.derived[name] = given, await make()
    result: T = known[1]
    return result


async def _refresh(reading: Reading, scope: Scope, known: CachedClaims) -> CachedClaims:
    """Return cached claims with the changes since then."""
    changes = await reading.reader.rows(LIST_CHANGED, after=known.entry_id)
    if not changes:
        return known
    stale = find_stale(known.claims, changes)
    if stale.everything or len(changes) > MAX_CHANGES:
        return await load_fact_claims(reading, scope)
    claim_ids = await _changed_claims(reading, known.claims, stale)
    if len(claim_ids) > MAX_REREAD:
        return await load_fact_claims(reading, scope)
    claims = await _read_again(
        reading, scope, known.claims, claim_ids=claim_ids, sources=stale.sources
    )
    if stale.results and claims is known.claims:
        claims = replace(claims, derived={})
    return CachedClaims(claims, changes[-1].id)


async def _changed_claims(
    reading: Reading, known: FactClaims, stale: StaleParts
) -> Set[int]:
    """Return the stale claims, and the claims that they may retract."""
    linked = set[int]()
    for by, ids in (("claim", stale.claims), ("article", stale.articles)):
        rows = await reading.scan_each(list_linked_claims, by, sorted(ids), by=by)
        linked.update(row.id for row in rows)
    return stale.claims | (linked & known.claim_ids)


async def _read_again(
    reading: Reading,
    scope: Scope,
    known: FactClaims,
    *,
    claim_ids: Collection[int],
    sources: Collection[int],
) -> FactClaims:
    """Read claims and sources again, and return all claims."""
    ids = sorted(claim_ids)
    stances = await load_stances_of_claims(reading, scope, ids)
    drafts = await load_drafts_of_claims(reading, scope, ids)
    before = known.claim_ids | known.drafts
    if not (stances or drafts or sources) and before.isdisjoint(claim_ids):
        return known
    read = await load_claims_of_stances(reading, scope, stances, sources=sources)
    read = replace(read, drafts=drafts)
    return await reading.reader.derive(replaced_claims, known, read, set(claim_ids))
