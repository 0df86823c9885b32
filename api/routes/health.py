"""Endpoints for monitoring."""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from api.http.dependencies import ForReaders
from api.http.openapi.responses import problems
from api.http.strict_requests import UnversionedRoute
from api.schemas.closed_lists import HealthStatus
from api.server.metrics import MEDIA_TYPE
from db.errors import UnavailableError

router = APIRouter(tags=["health"], route_class=UnversionedRoute)


class Health(BaseModel):
    """The health of the server."""

    status: HealthStatus


@router.get("/healthz")
async def read_health() -> Health:
    """Respond that the process is running."""
    return Health(status="ok")


@router.get("/readyz", responses=problems(503))
async def read_readiness(request: Request) -> Health:
    """Respond whether the database is available and has the tables of this version.

    The status is `clock` if the clock of the machine has jumped.
    """
    if mismatch := await request.app.state.schema.check():
        raise UnavailableError(mismatch)
    return Health(status="clock" if request.app.state.clock.differs else "ok")


@router.get("/metrics", dependencies=[ForReaders], response_class=PlainTextResponse)
async def read_metrics(request: Request) -> Response:
    """Return the metrics since the start, in the format of Prometheus."""
    return Response(request.app.state.metrics.text(), media_type=MEDIA_TYPE)
