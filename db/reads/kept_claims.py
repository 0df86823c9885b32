"""Reads claims on facts, and again only what changed since they were read.

Audit entries tell what changed: their ids are in the order of commits, so those after
an entry are all changes that a read before them may not have seen.
"""

from collections.abc import Awaitable, Callable, Collection, Set
from dataclasses import replace
from typing import Any, TypeVar

from db.derived.fact_claims import FactClaims, replaced_claims
from db.derived.kept_claims import Kept
from db.derived.touched import Touched, find_touched
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
KEPT = {"fact", "source"}  # kinds of scopes
MAX_AGAIN = 2000  # claims: of more, everything is read again


async def read_fact_claims(reading: Reading, scope: Scope) -> FactClaims:
    """Return the claims of a scope as they are now."""
    if reading.kept is None or scope.kind not in KEPT:
        return (await load_fact_claims(reading, scope)).claims
    (record_id,) = scope.values.values()
    key = (reading.viewer, scope.kind, record_id)
    known = reading.kept.find(key)
    if known is None:
        now = await load_fact_claims(reading, scope)
    else:
        now = await _renew(reading, scope, known)
    reading.kept.keep(key, now)
    return now.claims


async def remembered(
    claims: FactClaims,
    name: str,
    given: Any,  # noqa: ANN401 - any arguments
    *,
    make: Callable[[], Awaitable[T]],
) -> T:
    """Return what was made of claims and ``given`` before, or make it."""
    known = claims.derived.get(name)
    if known is None or known[0] != given:
        known = claims.derived[name] = given, await make()
    result: T = known[1]
    return result


async def _renew(reading: Reading, scope: Scope, known: Kept) -> Kept:
    """Return kept claims with the changes since."""
    changes = await reading.reader.rows(LIST_CHANGED, after=known.entry_id)
    if not changes:
        return known
    touched = find_touched(known.claims, changes)
    if touched.everything or len(changes) > MAX_CHANGES:
        return await load_fact_claims(reading, scope)
    claim_ids = await _changed_claims(reading, known.claims, touched)
    if len(claim_ids) > MAX_AGAIN:
        return await load_fact_claims(reading, scope)
    claims = await _read_again(
        reading, scope, known.claims, claim_ids=claim_ids, sources=touched.sources
    )
    if touched.results and claims is known.claims:
        claims = replace(claims, derived={})
    return Kept(claims, changes[-1].id)


async def _changed_claims(
    reading: Reading, known: FactClaims, touched: Touched
) -> Set[int]:
    """Return the claims that were touched, or that touched claims may take back."""
    linked = set[int]()
    for by, ids in (("claim", touched.claims), ("article", touched.articles)):
        rows = await reading.scan_each(list_linked_claims, by, sorted(ids), by=by)
        linked.update(row.id for row in rows)
    return touched.claims | (linked & known.claim_ids)


async def _read_again(
    reading: Reading,
    scope: Scope,
    known: FactClaims,
    *,
    claim_ids: Collection[int],
    sources: Collection[int],
) -> FactClaims:
    """Return claims after those with ``claim_ids`` and the sources were read again."""
    ids = sorted(claim_ids)
    stances = await load_stances_of_claims(reading, scope, ids)
    drafts = await load_drafts_of_claims(reading, scope, ids)
    before = known.claim_ids | known.drafts
    if not (stances or drafts or sources) and before.isdisjoint(claim_ids):
        return known
    read = await load_claims_of_stances(reading, scope, stances, sources=sources)
    read = replace(read, drafts=drafts)
    return await reading.reader.derive(replaced_claims, known, read, set(claim_ids))
