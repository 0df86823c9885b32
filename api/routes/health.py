"""Endpoints for those who watch the server."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from api.deps import ReadingDep
from api.metrics import MEDIA_TYPE
from api.routes.documents import problems
from db.queries.tags import list_tags

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """That the server answers."""

    status: Literal["ok"]


@router.get("/healthz")
async def read_health() -> Health:
    """Say that the process runs."""
    return Health(status="ok")


@router.get("/readyz", responses=problems(503))
async def read_readiness(reading: ReadingDep) -> Health:
    """Say that the database answers and has its tables."""
    await reading.rows(list_tags, {}, limit=1)
    return Health(status="ok")


@router.get("/metrics", response_class=PlainTextResponse)
async def read_metrics(request: Request) -> Response:
    """Show what was counted since the start, as Prometheus reads it."""
    return Response(request.app.state.metrics.text(), media_type=MEDIA_TYPE)
