"""The endpoint of the corroboration of a fact."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.http.dependencies import ReadingDep
from api.http.openapi.responses import MERGED, record_of
from api.http.polls import lasting, polled
from api.http.responses import respond_record
from api.http.strict_requests import StrictRoute
from api.schemas.corroboration import CorroborationOut, CorroborationParams
from api.schemas.facts import FactKey
from api.serializers.corroboration import side_records
from api.serializers.values import fact_ref
from db.reads import corroboration

router = APIRouter(prefix="/facts/{fact_id}", tags=["facts"], route_class=StrictRoute)


@router.get("/corroboration", responses=record_of(CorroborationOut) | MERGED)
@polled
async def read_corroboration(
    request: Request,
    reading: ReadingDep,
    fact_id: FactKey,
    params: Annotated[CorroborationParams, Query()],
) -> Response:
    """Count the distinct articles, voices and origins on each side of a fact.

    A voice is a source nearest the outlet, an origin one where a claim began.
    Distinct means: not the same source, and not counted as one by `fold`. Whether
    distinct sources are independent is not known.
    """
    record = reading.record(params)
    fact = await record.fact(fact_id)
    found = await corroboration.read_corroboration(record, fact.id, params.folds)

    def respond() -> Response:
        body = {
            "fact_id": fact.id,
            "fact": fact_ref(fact.id, fact.slug, fact.statement),
            "as_of": params.as_of,
            "fold": params.folds,
            "sides": side_records(found, explained=params.explain == "true"),
            "hidden": {"drafts": len(found.claims.drafts)},
        }
        return respond_record(request, body)

    response = await reading.reader.derive(respond)  # thousands of claims take a while
    return lasting(request, response) if params.is_lasting else response
