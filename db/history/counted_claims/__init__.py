"""The claims on facts that counted at an instant: the input of derivations."""

from dataclasses import replace

from db.derived.fact_claims import FactClaims
from db.history.assessments import list_assessments_of_facts_at
from db.history.counted_claims.resolutions import resolutions_of
from db.history.counted_claims.scopes import LOADERS, claims_of_source
from db.history.facts import fact_row, load_facts
from db.history.lists import page_of
from db.history.past_records import PastRecords
from db.queries.fact_claims import BY_FACT, FactStateRow
from db.reads.fact_claims import FactsOfSource, ResolvedBy, ResolvedClaims, Scope
from db.reads.pages import PageQuery


async def fact_claims_at(past: PastRecords, scope: Scope) -> FactClaims:
    """Return the claims of a scope that counted."""
    (record_id,) = scope.values.values()
    return await LOADERS[scope.kind](past.trimmed, record_id)


async def resolved_claims_at(
    past: PastRecords, scope: Scope, resolved_by: ResolvedBy
) -> ResolvedClaims:
    """Return the claims of a scope and the resolutions of their facts."""
    past = past.trimmed
    claims = await fact_claims_at(past, scope)
    fact_ids = {row.fact_id for row in claims.rows}
    facts = await load_facts(past, fact_ids)
    resolutions = {
        fact_id: max(found, key=lambda row: (row.at, row.value))
        for fact_id in fact_ids
        if (found := list(resolutions_of(facts, fact_id, resolved_by)))
    }
    assessments = await list_assessments_of_facts_at(past, facts, fact_ids)
    return ResolvedClaims(claims, resolutions, assessments)


async def facts_of_source_at(
    past: PastRecords, source_id: int, query: PageQuery
) -> FactsOfSource:
    """Return a page of the facts of a source's claims, and these claims."""
    past = past.trimmed
    claims = await claims_of_source(past, source_id)
    fact_ids = {row.fact_id for row in claims.rows}
    facts = await load_facts(past, fact_ids)
    found = (fact_row(facts, fact_id, past) for fact_id in fact_ids)
    rows = [FactStateRow((one.id, one.slug, one.statement, one.code)) for one in found]
    page = replace(page_of(rows, BY_FACT, query), drafts=len(claims.drafts))
    return FactsOfSource(page, claims)
