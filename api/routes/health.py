"""Endpoints for those who watch the server."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.deps import ReaderDep, ViewerDep
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
async def read_readiness(reader: ReaderDep, viewer: ViewerDep) -> Health:
    """Say that the database answers and has its tables."""
    await reader.rows(list_tags(limit=1, viewer=viewer))
    return Health(status="ok")
