"""Loads the claims on facts that derivations need."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeGuard

from db.derived.claim_cache import CachedClaims
from db.derived.fact_claims import (
    NO_FACT_CLAIMS,
    FactClaims,
    assemble_fact_claims,
    root_ids,
)
from db.queries.assessments import AssessmentRow
from db.queries.fact_claims import (
    BY_FACT,
    ChainStepRow,
    ClaimStepRow,
    FactClaimRow,
    FactStateRow,
    ResolutionRow,
    ScopeKind,
    StanceIdRow,
    list_assessments_of_facts,
    list_chain_affiliations,
    list_chain_sources,
    list_claim_steps,
    list_drafts_on_facts,
    list_fact_claims,
    list_facts_of_claims,
    list_outcomes_of_facts,
    list_retractions,
    list_root_articles,
    list_stance_ids,
    list_verdicts_on_facts,
)
from db.queries.keyset import Place
from db.reads.facts import bound_of
from db.reads.pages import Page, PageQuery, keyset_page_of
from db.reads.reading import Reading

Resolutions = Mapping[int, ResolutionRow]  # by the ids of facts


@dataclass(frozen=True)
class Scope:
    """The selection of claims on facts; ``values`` are the ids that its kind needs."""

    kind: ScopeKind
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ResolvedBy:
    """The kind of resolution: outcomes, or the verdicts of one assessor.

    Without an assessor, verdicts are those of our own desk.
    """

    verdicts: bool = False
    assessor_id: int | None = None


@dataclass(frozen=True)
class ResolvedClaims:
    """Claims on facts, the resolutions of these facts, and their assessments.

    The earliest assessment comes first.
    """

    claims: FactClaims
    resolutions: Resolutions
    assessments: Sequence[AssessmentRow]


@dataclass(frozen=True)
class FactsOfSource:
    """A page of the facts of a source's claims, and at least these claims."""

    page: Page[FactStateRow]
    claims: FactClaims


async def load_fact_claims(
    reading: Reading, scope: Scope, *, until: datetime | None = None
) -> CachedClaims:
    """Return the claims of a scope, if their articles were published before ``until``.

    The number of reads depends only on the number of claims: one of each kind for every
    200 claims. They may take long, so they are scans.
    """
    stances = await reading.scan(
        list_stance_ids, _bound(scope, until), scope=scope.kind
    )
    claims = await load_claims_of_stances(reading, scope, stances, until=until)
    if len(stances) > len(claims.rows):
        claims = replace(claims, drafts=await _drafts(reading, scope, until))
    return CachedClaims(claims, stances[0].entry_id if stances else 0)


async def load_claims_of_stances(
    reading: Reading,
    scope: Scope,
    stances: Sequence[StanceIdRow],
    *,
    sources: Collection[int] = (),
    until: datetime | None = None,
) -> FactClaims:
    """Return the claims of a scope with these stances, without drafts.

    The result includes the sources in their chains, and ``sources``.
    """
    values = _bound(scope, until)
    rows = await reading.scan_each(
        list_fact_claims,
        "stance",
        [stance.id for stance in stances],
        values=values,
        as_of=until is not None,
    )
    claims = sorted({row.claim_id for row in rows})
    chains = await reading.scan_each(
        list_claim_steps, "claim", claims, values=values, as_of=until is not None
    )
    # Without this, a claim withdrawn since the first read would have an empty chain.
    gone = set(claims) - {step.claim_id for step in chains}
    return await _assembled(
        reading,
        _without(rows, gone),
        steps=[step for step in chains if _is_step(step)],
        sources=sources,
        # Only the counts of articles need the roots, and these counts are for one fact.
        root_ids=root_ids(rows) if scope.kind == "fact" else (),
    )


async def load_drafts_of_claims(
    reading: Reading, scope: Scope, claim_ids: Sequence[int]
) -> Set[int]:
    """Return which of these claims are drafts in a scope."""
    rows = await reading.scan_each(
        list_drafts_on_facts, "claim", claim_ids, values=scope.values, scope=scope.kind
    )
    return {row.id for row in rows}


async def load_stances_of_claims(
    reading: Reading, scope: Scope, claim_ids: Sequence[int]
) -> Sequence[StanceIdRow]:
    """Return the stances of these claims in a scope."""
    return await reading.scan_each(
        list_stance_ids, "claim", claim_ids, values=scope.values, scope=scope.kind
    )


async def _drafts(reading: Reading, scope: Scope, until: datetime | None) -> Set[int]:
    """Return the ids of the drafts that a scope leaves out."""
    values, is_bounded = _bound(scope, until), until is not None
    rows = await reading.scan(
        list_drafts_on_facts, values, scope=scope.kind, as_of=is_bounded
    )
    return {row.id for row in rows}


def _without(rows: Sequence[FactClaimRow], gone: Set[int]) -> Sequence[FactClaimRow]:
    return [row for row in rows if row.claim_id not in gone] if gone else rows


async def _assembled(
    reading: Reading,
    rows: Sequence[FactClaimRow],
    *,
    steps: Sequence[ChainStepRow],
    sources: Collection[int],
    root_ids: Sequence[int],
) -> FactClaims:
    """Return claims with their chains and the sources of the chains."""
    source_ids = sorted({step.source_id for step in steps}.union(sources))
    return await reading.reader.derive(  # thousands of claims take long
        assemble_fact_claims,
        rows,
        steps=steps,
        sources=await reading.scan_each(list_chain_sources, "source", source_ids),
        affiliations=await reading.scan_each(
            list_chain_affiliations, "source", source_ids
        ),
        roots=await reading.scan_each(list_root_articles, "root", root_ids),
        retractions=await reading.scan_each(
            list_retractions, "link", _retraction_ids(steps)
        ),
    )


async def load_resolutions(
    reading: Reading,
    scope: Scope,
    resolved_by: ResolvedBy,
    *,
    until: datetime | None = None,
) -> tuple[Resolutions, Sequence[AssessmentRow]]:
    """Return the resolutions of the facts before ``until``, and assessments."""
    builder = list_verdicts_on_facts if resolved_by.verdicts else list_outcomes_of_facts
    values = {**_bound(scope, until), "assessor": resolved_by.assessor_id}
    shape: dict[str, Any] = {"scope": scope.kind, "as_of": until is not None}
    return (
        {row.fact_id: row for row in await reading.scan(builder, values, **shape)},
        await reading.scan(list_assessments_of_facts, values, **shape),
    )


async def load_facts_of_source(
    reading: Reading,
    source_id: int,
    query: PageQuery,
    *,
    until: datetime | None = None,
) -> FactsOfSource:
    """Return a page of the facts of a source's claims, and these claims."""
    scope = Scope("source", {"source": source_id})
    values = _bound(scope, until)
    shape = {"scope": scope.kind, "as_of": until is not None}

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[FactStateRow]:
        bound = {**values, **key}
        return await reading.scan(
            list_facts_of_claims, bound, place=place, limit=limit, **shape
        )

    page = await keyset_page_of(rows, BY_FACT, query)
    page = replace(page, drafts=len(await _drafts(reading, scope, until)))
    if not page.rows:
        return FactsOfSource(page, NO_FACT_CLAIMS)
    ends = {"fact_first": page.rows[0].id, "fact_last": page.rows[-1].id}
    on_facts = Scope("source_on_facts", {"source": source_id, **ends})
    found = await load_fact_claims(reading, on_facts, until=until)
    return FactsOfSource(page, found.claims)


def _bound(scope: Scope, until: datetime | None) -> dict[str, Any]:
    """Return the values of a scope and the ``until`` instant to bind."""
    return {**scope.values, "until": bound_of(until)}


def _is_step(row: ClaimStepRow) -> TypeGuard[ChainStepRow]:
    return row.source_id is not None


def _retraction_ids(steps: Sequence[Any]) -> list[int]:
    return sorted({step.retraction_id for step in steps} - {None})
