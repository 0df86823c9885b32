"""The endpoint of what stands on each side of a fact."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import MERGED, record_of
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.loading import load_bearings_of_fact
from api.routes.facts import require_fact
from api.schemas.corroboration import CorroborationOut, CorroborationParams
from api.schemas.facts import FactKey
from api.serializers.corroboration import side_record
from api.serializers.fact_claims import refs_in
from api.serializers.values import fact_ref
from db.derived.corroboration import corroborate

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@router.get("/corroboration", responses=record_of(CorroborationOut) | MERGED)
async def read_corroboration(
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[CorroborationParams, Query()],
) -> Response:
    """Count the distinct articles, voices and origins on each side of a fact.

    A voice is a source nearest the outlet, an origin one where a claim began.
    Distinct means: not the same source, and not counted as one by `fold`. Whether
    distinct sources are independent is not known.
    """
    fact = await require_fact(reading, fact_id, params)
    bearings = await load_bearings_of_fact(reading, fact.id, params)

    def answer() -> Response:
        refs = refs_in(bearings) if params.explain == "true" else None
        sides = corroborate(bearings, params.folds)
        body = {
            "fact_id": fact.id,
            "fact": fact_ref(fact.id, fact.slug, fact.statement),
            "as_of": params.as_of,
            "fold": params.folds,
            "sides": [side_record(side, refs=refs) for side in sides],
        }
        return respond_record(reading.request, body)

    return await asyncio.to_thread(answer)  # thousands of claims take a while
