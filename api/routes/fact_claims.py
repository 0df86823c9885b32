"""The endpoint that lists the claims that bear on a fact."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import part_page_of
from api.http.strict_requests import StrictRoute
from api.reading import Page, keyset_rows
from api.routes.claim_lists import CLAIMS, Parts, answer_claims, reader_of
from api.routes.facts import id_of_fact, require_fact
from api.schemas.claim_lists import ClaimsOfFactParams
from api.schemas.claims import ClaimPage
from api.schemas.facts import FactKey
from api.serializers.claims import Groups
from api.snapshots.claims import Claims
from api.snapshots.fact_claims import bearing_on, load_claims_of_facts
from api.snapshots.facts import require_fact_at
from api.snapshots.images import Snapshot
from api.snapshots.lists import page_of
from db.queries.claims import ORDERS
from db.queries.keyset import Place
from db.values.types import AnyRow

router = APIRouter(tags=["facts"], route_class=StrictRoute)


@router.get("/facts/{fact_id}/claims", responses=part_page_of(ClaimPage))
async def read_claims_of_fact(
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[ClaimsOfFactParams, Query()],
) -> Response:
    """List the claims that bear on a fact, the latest dated first."""
    if params.recorded:
        snapshot = Snapshot(reading, params.recorded)
        return await _as_recorded(snapshot, await id_of_fact(reading, fact_id), params)
    fact = await require_fact(reading, fact_id, params)
    values = {**params.filters(), "fact": [fact.id]}
    page = await CLAIMS.page(reading, params, sort=params.sort, values=values)
    return await answer_claims(reading, params, page, parts=reader_of(reading, params))


async def _as_recorded(
    snapshot: Snapshot, fact_id: int, params: ClaimsOfFactParams
) -> Response:
    """Answer as this list would have been answered then."""
    facts = await require_fact_at(snapshot, fact_id)
    claims = await load_claims_of_facts(snapshot, facts, [fact_id])
    found = bearing_on(
        claims,
        fact_id,
        stances=params.stance,
        review=params.filters().get("review", ()),
        withdrawn=params.withdrawn,
    )
    order = ORDERS[params.sort]

    async def rows(_: Place, limit: int, key: Mapping[str, Any]) -> Sequence[AnyRow]:
        listed = (claims.row(claim_id) for claim_id in found)
        return page_of(listed, order, limit=limit, after=key)

    page = await keyset_rows(snapshot.reading, params, order=order, rows=rows)
    total = len(found) if params.total else None
    counted = Page(page.rows, page.cursor, page.link, total)
    return await answer_claims(
        snapshot.reading, params, counted, parts=_parts_of(claims)
    )


def _parts_of(claims: Claims) -> Parts:
    """Return what hands out the parts of claims that are loaded already."""
    show = {
        "speakers": claims.steps,
        "attribution": claims.steps,
        "spans": claims.spans,
        "tags": claims.tags_of,
        "stances": claims.stances,
    }

    async def read(name: str, claim_ids: Sequence[int]) -> Groups:
        return {claim_id: [*show[name](claim_id)] for claim_id in claim_ids}

    return read
