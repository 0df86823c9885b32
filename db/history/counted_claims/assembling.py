"""Assembles claims with their chains, sources and articles."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from db.derived.fact_claims import FactClaims, assemble_fact_claims, root_ids
from db.history.claims import Claims, is_draft
from db.history.counted_claims.rows import claim_rows
from db.history.mergeable import Mergeable, load_mergeable
from db.history.past_records import PastRecords
from db.history.retractions import load_retractions
from db.history.snapshots import instant_or_none
from db.history.sources import load_merged, load_sources
from db.models.affiliation import BelongingRelation
from db.queries.fact_claims import (
    ChainAffiliationRow,
    ChainSourceRow,
    ChainStepRow,
    FactClaimRow,
    RetractionRow,
    RootArticleRow,
)
from db.queries.snapshots import Snapshot
from db.values.text import fold

BELONGING = get_args(BelongingRelation)
IsWanted = Callable[[FactClaimRow], bool]


async def assembled(
    past: PastRecords, claims: Claims, is_wanted: IsWanted
) -> FactClaims:
    """Return the wanted rows with their chains and the sources of the chains."""
    rows = [row for row in claim_rows(claims) if is_wanted(row)]
    drafts = {row.claim_id for row in claim_rows(claims, is_draft) if is_wanted(row)}
    claim_ids = sorted({row.claim_id for row in rows})
    retractions = await load_retractions(past, claims, claim_ids)
    steps = list(_steps(claims, claim_ids, retractions))
    known = await past.snapshots("source", {step.source_id for step in steps})
    return assemble_fact_claims(
        rows,
        steps=steps,
        sources=_sources(known),
        affiliations=await _affiliations(past, known),
        roots=await _roots(past, root_ids(rows)),
        retractions=list(retractions.values()),
        drafts=drafts,
    )


def _sources(known: Mapping[int, Snapshot]) -> list[ChainSourceRow]:
    return [
        ChainSourceRow.of({**snapshot, "folded": fold(snapshot["name"])})
        for snapshot in known.values()
    ]


def _steps(
    claims: Claims,
    claim_ids: Iterable[int],
    retractions: Mapping[tuple[int, int], RetractionRow],
) -> Iterator[ChainStepRow]:
    """Yield the chains of claims, each step with the link that retracted it."""
    for claim_id in claim_ids:
        for step in claims.chain(claim_id):
            link = retractions.get((claim_id, step.source_id))
            yield ChainStepRow((*step[:-1], link.id)) if link else step


async def _affiliations(
    past: PastRecords, known: Mapping[int, Snapshot]
) -> list[ChainAffiliationRow]:
    """Return the affiliations of sources and of the sources merged into them."""
    families = (await load_merged(past)).families()
    found = list(_affiliations_of(known, families))
    named = (one["organisation_id"] for one in found)
    organisations = await load_sources(past, named)
    return [_affiliation_row(one, organisations) for one in found]


def _affiliation_row(found: Snapshot, organisations: Mergeable) -> ChainAffiliationRow:
    organisation = organisations.survivor(found["organisation_id"])
    held = {end: instant_or_none(found[end]) for end in ("held_from", "held_to")}
    return ChainAffiliationRow.of(
        {**found, **held, "organisation_id": organisation["id"]}
    )


def _affiliations_of(
    known: Mapping[int, Snapshot], families: Mapping[int, Sequence[Snapshot]]
) -> Iterator[dict[str, Any]]:
    for source_id, snapshot in known.items():
        for member in (snapshot, *families.get(source_id, ())):
            for one in member["affiliations"]:
                if one["organisation_id"] and one["relation"] in BELONGING:
                    yield {**one, "source_id": source_id}


async def _roots(
    past: PastRecords, article_ids: Collection[int]
) -> list[RootArticleRow]:
    """Return articles and the articles that they reprint, up to the originals."""
    found: dict[int, Snapshot] = {}
    wanted = set(article_ids)
    while wanted := wanted - found.keys():
        snapshots = (await load_mergeable(past, "article", wanted)).snapshots
        found |= snapshots
        above = {snapshot["root_article_id"] for snapshot in snapshots.values()}
        wanted = above - {None}
    printed = (snapshot["outlet_id"] for snapshot in found.values())
    outlets = await load_sources(past, printed)
    articles = Mergeable(found)
    return [_root_row(one, articles, outlets) for one in found]


def _root_row(
    article_id: int, articles: Mergeable, outlets: Mergeable
) -> RootArticleRow:
    article = articles.snapshots[article_id]
    outlet_id = article["outlet_id"]
    columns = {
        "outlet_id": outlet_id and outlets.survivor(outlet_id)["id"],
        "survivor_id": articles.survivor_id(article_id),
    }
    return RootArticleRow.of(article | columns)
