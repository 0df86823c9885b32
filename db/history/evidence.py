"""How claims bore on facts at an instant, for all that is derived from it."""

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from db.derived.fact_claims import Bearings, gathered
from db.history.claims import Claims, load_claims
from db.history.fact_claims import load_claims_of_facts
from db.history.facts import load_facts
from db.history.snapshots import Snapshot, instant_of
from db.history.sources import load_merged, load_sources
from db.queries.as_recorded import list_claims_printed, list_claims_quoting
from db.queries.fact_claims import COUNTED
from db.queries.filters import batch_size, ids, portions
from db.queries.snapshots import Image
from db.reads.reading import Builder
from db.values.text import fold

OUTLET = ("id", "name", "kind")
INSTANTS = ("dated_at", "article_published_from", "article_published_to")


async def bearings_on_fact(snapshot: Snapshot, fact_id: int) -> Bearings:
    """Return how claims bore on a fact."""
    facts = await load_facts(snapshot, [fact_id])
    claims = await load_claims_of_facts(snapshot, facts, [fact_id])
    rows = [row for row in _rows(claims) if row.fact_id == fact_id]
    return await _gathered(snapshot, claims, rows)


async def bearings_of_source(snapshot: Snapshot, source_id: int) -> Bearings:
    """Return how the claims bore on facts that a source stood in the chain of."""
    claims = await _claims_of(
        snapshot, list_claims_quoting, "source", source_id=source_id
    )
    rows = [
        row
        for row in _rows(claims)
        if any(step.source_id == source_id for step in claims.steps(row.claim_id))
    ]
    return await _gathered(snapshot, claims, rows)


async def bearings_printed_by(snapshot: Snapshot, outlet_id: int) -> Bearings:
    """Return how the claims bore on facts that an outlet had printed."""
    claims = await _claims_of(
        snapshot, list_claims_printed, "outlet", source_id=outlet_id
    )
    rows = [row for row in _rows(claims) if row.article_outlet_id == outlet_id]
    return await _gathered(snapshot, claims, rows)


async def _claims_of(
    snapshot: Snapshot, builder: Builder[Any], name: str, *, source_id: int
) -> Claims:
    """Return the claims that ``builder`` finds for a source or one merged into it."""
    merged = (await load_merged(snapshot)).families().get(source_id, ())
    family = sorted({source_id, *(image["id"] for image in merged)})
    found: set[int] = set()
    for some in portions(family):
        count = batch_size(len(some))
        rows = await snapshot.read(builder, ids(name, some), count=count)
        found |= {row.id for row in rows}
    return await load_claims(snapshot, found)


def _rows(claims: Claims) -> Iterator[SimpleNamespace]:
    """Yield a row for each claim that counted, and each fact it bore on."""
    for claim_id, image in claims.images.items():
        if image["withdrawn_at"] is not None or image["review"] not in COUNTED:
            continue
        article = claims.articles[image["article_id"]]
        columns = claims.columns(claim_id)
        columns |= {"claim_id": claim_id, "root_article_id": article["root_article_id"]}
        if article["outlet_id"]:
            outlet = claims.sources.survivor(article["outlet_id"])
            columns |= {f"article_outlet_{name}": outlet[name] for name in OUTLET}
        for name in INSTANTS:
            columns[name] = columns[name] and instant_of(columns[name])
        for stance in claims.stances(claim_id):
            yield SimpleNamespace(
                **{
                    **columns,
                    "fact_id": stance.fact_id,
                    "fact_slug": stance.slug,
                    "fact_statement": stance.statement,
                    "stance": stance.stance,
                }
            )


async def _gathered(
    snapshot: Snapshot, claims: Claims, rows: list[SimpleNamespace]
) -> Bearings:
    claim_ids = sorted({row.claim_id for row in rows})
    steps = [step for claim_id in claim_ids for step in claims.steps(claim_id)]
    known = await snapshot.images("source", {step.source_id for step in steps})
    return gathered(
        rows,
        steps=steps,
        sources=[
            SimpleNamespace(**image, folded=fold(image["name"]))
            for image in known.values()
        ],
        ties=await _ties(snapshot, known),
        roots=await _roots(snapshot, {row.root_article_id for row in rows}),
    )


async def _ties(
    snapshot: Snapshot, known: Mapping[int, Image]
) -> list[SimpleNamespace]:
    """Return whom sources and those merged into them belonged to."""
    merged = await load_merged(snapshot)
    families = merged.families()
    ties = [
        {**tie, "source_id": source_id}
        for source_id, image in known.items()
        for member in (image, *families.get(source_id, ()))
        for tie in member["affiliations"]
    ]
    organisations = await load_sources(
        snapshot, (tie["organisation_id"] for tie in ties)
    )
    for tie in ties:
        left = organisations.survivor(tie["organisation_id"])
        tie["organisation_id"] = left["id"]
    return [SimpleNamespace(**tie) for tie in ties]


async def _roots(
    snapshot: Snapshot, article_ids: set[int | None]
) -> list[SimpleNamespace]:
    """Return articles with those that they reprint, up to the first of them."""
    found: dict[int, Image] = {}
    while wanted := article_ids - found.keys() - {None}:
        images = await snapshot.images("article", wanted)
        found |= images
        article_ids = {image["root_article_id"] for image in images.values()}
    printed = (image["outlet_id"] for image in found.values())
    outlets = await load_sources(snapshot, printed)
    return [
        SimpleNamespace(
            **{
                **image,
                "outlet_id": image["outlet_id"]
                and outlets.survivor(image["outlet_id"])["id"],
            }
        )
        for image in found.values()
    ]
