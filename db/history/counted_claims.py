"""The claims on facts that counted at an instant, for everything derived from them."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from db.derived.fact_claims import FactClaims, assemble_fact_claims
from db.history.assessments import list_assessments_of_facts_at
from db.history.claims import Claims, load_claims
from db.history.fact_claims import load_claims_of_facts
from db.history.facts import Facts, fact_row, load_facts
from db.history.lists import page_of
from db.history.past_records import PastRecords
from db.history.retractions import load_retractions
from db.history.snapshots import instant_of
from db.history.sources import article_columns, load_merged, load_sources
from db.models.affiliation import BelongingRelation
from db.queries.as_recorded import list_claims_printed, list_claims_quoting
from db.queries.fact_claims import (
    BY_FACT,
    COUNTED_REVIEWS,
    ChainAffiliationRow,
    ChainSourceRow,
    ChainStepRow,
    FactClaimRow,
    FactStateRow,
    ResolutionRow,
    RetractionRow,
    RootArticleRow,
    ScopeKind,
)
from db.queries.filters import batch_size, ids, portions
from db.queries.snapshots import Snapshot
from db.reads.fact_claims import FactsOfSource, ResolvedBy, ResolvedClaims, Scope
from db.reads.pages import PageQuery
from db.reads.reading import Builder
from db.values.text import fold

BELONGING = get_args(BelongingRelation)

OUTLET = ("id", "name", "kind")
INSTANTS = (
    "dated_at",
    "said_from",
    "article_published_from",
    "article_published_to",
    "article_updated_from",
)
IsWanted = Callable[[FactClaimRow], bool]


async def fact_claims_at(past: PastRecords, scope: Scope) -> FactClaims:
    """Return the claims of a scope that counted."""
    (record_id,) = scope.values.values()
    return await LOADERS[scope.kind](past, record_id)


async def resolved_claims_at(
    past: PastRecords, scope: Scope, resolved_by: ResolvedBy
) -> ResolvedClaims:
    """Return the claims of a scope, and what resolved their facts."""
    claims = await fact_claims_at(past, scope)
    fact_ids = {row.fact_id for row in claims.rows}
    facts = await load_facts(past, fact_ids)
    resolutions = {
        fact_id: max(found, key=lambda row: (row.at, row.value))
        for fact_id in fact_ids
        if (found := list(_resolutions(facts, fact_id, resolved_by)))
    }
    assessments = await list_assessments_of_facts_at(past, facts, fact_ids)
    return ResolvedClaims(claims, resolutions, assessments)


async def facts_of_source_at(
    past: PastRecords, source_id: int, query: PageQuery
) -> FactsOfSource:
    """Return a page of the facts that claims of a source were on, and its claims."""
    claims = await _claims_of_source(past, source_id)
    fact_ids = {row.fact_id for row in claims.rows}
    facts = await load_facts(past, fact_ids)
    found = (fact_row(facts, fact_id, past) for fact_id in fact_ids)
    rows = [FactStateRow((one.id, one.slug, one.statement, one.code)) for one in found]
    return FactsOfSource(page_of(rows, BY_FACT, query), claims)


async def _claims_on_fact(past: PastRecords, fact_id: int) -> FactClaims:
    facts = await load_facts(past, [fact_id])
    claims = await load_claims_of_facts(past, facts, [fact_id])
    return await _assembled(past, claims, lambda row: row.fact_id == fact_id)


async def _claims_of_source(past: PastRecords, source_id: int) -> FactClaims:
    claims = await _load(past, list_claims_quoting, "source", source_id=source_id)

    def is_wanted(row: FactClaimRow) -> bool:
        return any(step.source_id == source_id for step in claims.steps(row.claim_id))

    return await _assembled(past, claims, is_wanted)


async def _claims_of_outlet(past: PastRecords, outlet_id: int) -> FactClaims:
    claims = await _load(past, list_claims_printed, "outlet", source_id=outlet_id)
    return await _assembled(
        past, claims, lambda row: row.article_outlet_id == outlet_id
    )


# A descriptor is of no record, so that its history cannot be read.
LOADERS: Mapping[ScopeKind, Callable[[PastRecords, int], Awaitable[FactClaims]]] = {
    "fact": _claims_on_fact,
    "source": _claims_of_source,
    "outlet": _claims_of_outlet,
}


async def _load(
    past: PastRecords, builder: Builder[Any], name: str, *, source_id: int
) -> Claims:
    """Return the claims that ``builder`` finds for a source or one merged into it."""
    merged = (await load_merged(past)).families().get(source_id, ())
    family = sorted({source_id, *(snapshot["id"] for snapshot in merged)})
    found: set[int] = set()
    for some in portions(family):
        count = batch_size(len(some))
        rows = await past.read(builder, ids(name, some), count=count)
        found |= {row.id for row in rows}
    return await load_claims(past, found)


def _rows(claims: Claims) -> Iterator[FactClaimRow]:
    """Yield a row for each claim that counted, and each fact that it was on."""
    for claim_id, snapshot in claims.snapshots.items():
        if (
            snapshot["withdrawn_at"] is not None
            or snapshot["review"] not in COUNTED_REVIEWS
        ):
            continue
        columns = _claim_columns(claims, snapshot)
        for stance in claims.stances(claim_id):
            yield FactClaimRow.of(
                columns
                | {
                    "fact_id": stance.fact_id,
                    "fact_slug": stance.slug,
                    "fact_statement": stance.statement,
                    "stance": stance.stance,
                }
            )


def _claim_columns(claims: Claims, snapshot: Snapshot) -> dict[str, Any]:
    """Return what the rows of a claim have in common."""
    claim_id = snapshot["id"]
    article = claims.articles[snapshot["article_id"]]
    detail = claims.row(claim_id)
    columns = {
        **snapshot,
        **article_columns(article, claims.sources),
        "claim_id": claim_id,
        "root_article_id": article["root_article_id"],
        "article_updated_from": article["updated_from"],
        "is_article_retracted": article["availability"] == "retracted",
        "dated_at": detail.dated_at,
        "dated_basis": detail.dated_basis,
    }
    if article["outlet_id"]:
        outlet = claims.sources.survivor(article["outlet_id"])
        columns |= {f"article_outlet_{name}": outlet[name] for name in OUTLET}
    for name in INSTANTS:
        columns[name] = columns[name] and instant_of(columns[name])
    return columns


async def _assembled(
    past: PastRecords, claims: Claims, is_wanted: IsWanted
) -> FactClaims:
    rows = [row for row in _rows(claims) if is_wanted(row)]
    claim_ids = sorted({row.claim_id for row in rows})
    retractions = await load_retractions(past, claims, claim_ids)
    steps = list(_steps(claims, claim_ids, retractions))
    known = await past.snapshots("source", {step.source_id for step in steps})
    return assemble_fact_claims(
        rows,
        steps=steps,
        sources=[
            ChainSourceRow.of({**snapshot, "folded": fold(snapshot["name"])})
            for snapshot in known.values()
        ],
        affiliations=await _affiliations(past, known),
        roots=await _roots(past, {row.root_article_id for row in rows}),
        retractions=list(retractions.values()),
    )


def _steps(
    claims: Claims,
    claim_ids: Iterable[int],
    retractions: Mapping[tuple[int, int], RetractionRow],
) -> Iterator[ChainStepRow]:
    """Yield the chains of claims, each step with the link that took it back."""
    for claim_id in claim_ids:
        for step in claims.steps(claim_id):
            link = retractions.get((claim_id, step.source_id))
            of_step = (step.claim_id, step.position, step.is_origin, step.source_id)
            yield ChainStepRow((*of_step, link and link.id))


async def _affiliations(
    past: PastRecords, known: Mapping[int, Snapshot]
) -> list[ChainAffiliationRow]:
    """Return whom sources, and those merged into them, belonged to."""
    families = (await load_merged(past)).families()
    found = list(_affiliations_of(known, families))
    organisations = await load_sources(past, (one["organisation_id"] for one in found))
    for one in found:
        one["organisation_id"] = organisations.survivor(one["organisation_id"])["id"]
        for end in ("held_from", "held_to"):
            one[end] = one[end] and instant_of(one[end])
    return [ChainAffiliationRow.of(one) for one in found]


def _affiliations_of(
    known: Mapping[int, Snapshot], families: Mapping[int, Sequence[Snapshot]]
) -> Iterator[dict[str, Any]]:
    for source_id, snapshot in known.items():
        for member in (snapshot, *families.get(source_id, ())):
            for one in member["affiliations"]:
                if one["organisation_id"] and one["relation"] in BELONGING:
                    yield {**one, "source_id": source_id}


async def _roots(
    past: PastRecords, article_ids: set[int | None]
) -> list[RootArticleRow]:
    """Return articles with those that they reprint, up to the first of them."""
    found: dict[int, Snapshot] = {}
    while wanted := article_ids - found.keys() - {None}:
        snapshots = await past.snapshots("article", wanted)
        found |= snapshots
        article_ids = {snapshot["root_article_id"] for snapshot in snapshots.values()}
    printed = (snapshot["outlet_id"] for snapshot in found.values())
    outlets = await load_sources(past, printed)
    return [
        RootArticleRow.of(
            {
                **snapshot,
                "outlet_id": snapshot["outlet_id"]
                and outlets.survivor(snapshot["outlet_id"])["id"],
            }
        )
        for snapshot in found.values()
    ]


def _resolutions(
    facts: Facts, fact_id: int, resolved_by: ResolvedBy
) -> Iterator[ResolutionRow]:
    """Yield the outcome of a fact, or all verdicts of the assessor on it."""
    found: Iterable[tuple[Any, str]]
    if resolved_by.verdicts:
        found = (
            (one["verdict"], one["as_of"])
            for one in facts.assessments(fact_id)
            if facts.assessor(one) == resolved_by.assessor_id
        )
    else:
        outcome = facts.outcome(fact_id)
        found = [(outcome["value"], outcome["known_at"])] if outcome else []
    for value, at in found:
        yield ResolutionRow((fact_id, value, instant_of(at)))
