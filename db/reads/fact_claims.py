"""Loads the claims on facts from which everything derived is made."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeGuard

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


@dataclass(frozen=True)
class Scope:
    """Which claims on facts are read; ``values`` are the ids that its kind needs."""

    kind: ScopeKind
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ResolvedBy:
    """What resolves facts: outcomes, or the verdicts of one assessor.

    Without an assessor, verdicts are those of our own desk.
    """

    verdicts: bool = False
    assessor_id: int | None = None


@dataclass(frozen=True)
class ResolvedClaims:
    """Claims on facts, what resolves these facts, by their ids, and their assessments.

    The earliest assessment comes first.
    """

    claims: FactClaims
    resolutions: Mapping[int, ResolutionRow]
    assessments: Sequence[AssessmentRow]


@dataclass(frozen=True)
class FactsOfSource:
    """A page of the facts that claims of a source are on, and these claims."""

    page: Page[FactStateRow]
    claims: FactClaims


async def load_fact_claims(
    reading: Reading, scope: Scope, *, until: datetime | None = None
) -> FactClaims:
    """Return the claims of a scope, if their articles were published before ``until``.

    The number of reads depends on the number of claims only: one more of each kind for
    every 200 of them. They may take long, so they are scans.
    """
    kind, values = scope.kind, _bound(scope, until)
    stances = await reading.scan(list_stance_ids, values, scope=kind)
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
    left_out = len(stances) - len(rows)
    return await _assembled(
        reading,
        _without(rows, gone),
        steps=[step for step in chains if _is_step(step)],
        # Only the counts of articles need them, and these are of one fact.
        root_ids=root_ids(rows) if kind == "fact" else (),
        drafts=await _drafts(reading, scope, until) if left_out else frozenset(),
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
    root_ids: Sequence[int],
    drafts: Set[int],
) -> FactClaims:
    """Return claims with their chains, and what is known of the sources in these."""
    sources = sorted({step.source_id for step in steps})
    return await reading.reader.derive(  # thousands of claims take a while
        assemble_fact_claims,
        rows,
        steps=steps,
        sources=await reading.scan_each(list_chain_sources, "source", sources),
        affiliations=await reading.scan_each(
            list_chain_affiliations, "source", sources
        ),
        roots=await reading.scan_each(list_root_articles, "root", root_ids),
        retractions=await reading.scan_each(
            list_retractions, "link", _retraction_ids(steps)
        ),
        drafts=drafts,
    )


async def load_resolved_claims(
    reading: Reading,
    scope: Scope,
    resolved_by: ResolvedBy,
    *,
    until: datetime | None = None,
) -> ResolvedClaims:
    """Return the claims of a scope, and what resolved their facts before ``until``."""
    claims = await load_fact_claims(reading, scope, until=until)
    builder = list_verdicts_on_facts if resolved_by.verdicts else list_outcomes_of_facts
    values = {**_bound(scope, until), "assessor": resolved_by.assessor_id}
    shape: dict[str, Any] = {"scope": scope.kind, "as_of": until is not None}
    return ResolvedClaims(
        claims,
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
    """Return a page of the facts that claims of a source are on, and these claims."""
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
    return FactsOfSource(page, await load_fact_claims(reading, on_facts, until=until))


def _bound(scope: Scope, until: datetime | None) -> dict[str, Any]:
    """Return the values of a scope, and the instant before which things were known."""
    return {**scope.values, "until": bound_of(until)}


def _is_step(row: ClaimStepRow) -> TypeGuard[ChainStepRow]:
    return row.source_id is not None


def _retraction_ids(steps: Sequence[Any]) -> list[int]:
    return sorted({step.retraction_id for step in steps} - {None})
