"""The claims of a scope: on a fact, of a source, or printed by an outlet."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from db.derived.fact_claims import FactClaims
from db.history.claims import Claims, load_claims
from db.history.counted_claims.assembling import assembled
from db.history.fact_claims import load_claims_of_facts
from db.history.facts import load_facts
from db.history.past_records import PastRecords
from db.history.sources import load_merged
from db.queries.as_recorded import list_claims_printed, list_claims_quoting
from db.queries.fact_claims import FactClaimRow, ScopeKind
from db.reads.reading import Builder


async def _claims_on_fact(past: PastRecords, fact_id: int) -> FactClaims:
    facts = await load_facts(past, [fact_id])
    claims = await load_claims_of_facts(past, facts, [fact_id])
    return await assembled(past, claims, lambda row: row.fact_id == fact_id)


async def claims_of_source(past: PastRecords, source_id: int) -> FactClaims:
    """Return the claims on facts that a source made or relayed."""
    claims = await _load(past, list_claims_quoting, "source", source_id=source_id)

    def is_wanted(row: FactClaimRow) -> bool:
        return any(step.source_id == source_id for step in claims.chain(row.claim_id))

    return await assembled(past, claims, is_wanted)


async def _claims_of_outlet(past: PastRecords, outlet_id: int) -> FactClaims:
    claims = await _load(past, list_claims_printed, "outlet", source_id=outlet_id)
    return await assembled(past, claims, lambda row: row.article_outlet_id == outlet_id)


# A descriptor does not identify a record, so its history cannot be read.
LOADERS: Mapping[ScopeKind, Callable[[PastRecords, int], Awaitable[FactClaims]]] = {
    "fact": _claims_on_fact,
    "source": claims_of_source,
    "outlet": _claims_of_outlet,
}


async def _load(
    past: PastRecords, builder: Builder[Any], name: str, *, source_id: int
) -> Claims:
    """Return the claims that ``builder`` finds for a source and its merged sources."""
    merged = (await load_merged(past)).families().get(source_id, ())
    family = {source_id, *(snapshot["id"] for snapshot in merged)}
    found = await past.read_each(builder, name, family)
    return await load_claims(past, {row.id for row in found})
