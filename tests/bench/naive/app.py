"""Sync endpoints with a session each, and response models that validate.

The endpoints validate and write the JSON themselves. Left to FastAPI, which does it in
another thread than the endpoint's, Python 3.11.7 crashed under load in every third run.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from api.http.cursors import next_page, page_query
from api.schemas.claims import ClaimCreated, ClaimIn, ClaimOut, ClaimRow, Hidden
from api.schemas.lists import CursorParams
from api.settings import PAGE_SIZE, PREFIX
from db.engine.session import make_engine, prepare_sqlite
from db.engine.settings import DatabaseSettings
from db.queries.claims import ORDERS
from tests.bench.naive import queries, writes
from tests.bench.naive.entities import Claim

router = APIRouter(prefix=PREFIX)


class Page(BaseModel):
    """One page of claims."""

    data: list[ClaimRow]
    next_cursor: str | None
    hidden: Hidden


def get_reading(request: Request) -> Iterator[Session]:
    """Give a session that reads."""
    with request.app.state.reading() as session:
        yield session


def get_writing(request: Request) -> Iterator[Session]:
    """Give a session that writes."""
    with request.app.state.writing() as session:
        yield session


Reading = Annotated[Session, Depends(get_reading)]
Writing = Annotated[Session, Depends(get_writing)]


@router.get("/sources/{source_id}/claims")
def read_claims_of_source(
    request: Request, session: Reading, source_id: int, cursor: str | None = None
) -> Response:
    """List the claims of a source."""
    key = page_query(request, CursorParams(cursor=cursor), ORDERS["-dated"]).after
    found = queries.list_claims_of_source(session, source_id, key)
    drafts = queries.count_drafts_of_source(session, source_id)
    return _answer(Page, _page(request, found, drafts=drafts))


@router.get("/claims")
def read_claims(request: Request, session: Reading) -> Response:
    """List claims."""
    found = queries.list_claims(session, request.query_params)
    drafts = queries.count_drafts(session, request.query_params)
    return _answer(Page, _page(request, found, drafts=drafts))


@router.get("/claims/{claim_id}")
def read_claim(session: Reading, claim_id: int) -> Response:
    """Return one claim."""
    if found := queries.find_claim(session, claim_id):
        return _answer(ClaimOut, found)
    raise HTTPException(404)


@router.post("/claims")
def create_claim(session: Writing, claim: ClaimIn) -> Response:
    """Record a claim."""
    stored = writes.store(session, claim)
    session.commit()
    return _answer(ClaimCreated, stored, status=201)


def from_environment() -> FastAPI:
    """Build the application on the database that the settings name."""
    settings = DatabaseSettings()
    url, connections = settings.database_url, settings.database_connections
    engine = reading = make_engine(url, connections=connections)
    if engine.dialect.name == "sqlite":
        # The same settings; but a transaction of that engine keeps others waiting.
        reading = create_engine(url, pool_size=connections, max_overflow=0)
        event.listen(reading, "connect", prepare_sqlite)
    app = FastAPI()
    app.state.reading = sessionmaker(reading)
    app.state.writing = sessionmaker(engine, expire_on_commit=False)
    app.include_router(router)
    return app


def _answer(model: type[BaseModel], found: Any, *, status: int = 200) -> Response:
    shown = model.model_validate(found, from_attributes=True)
    body = shown.model_dump_json(by_alias=True)
    return Response(body, status, media_type="application/json")


def _page(request: Request, found: list[Claim], *, drafts: int) -> dict[str, Any]:
    cursor = None
    if len(found) > PAGE_SIZE:
        last = found[PAGE_SIZE - 1]
        cursor, _ = next_page(request, (last.dated_at, last.id))
    hidden = {"drafts": drafts}
    return {"data": found[:PAGE_SIZE], "next_cursor": cursor, "hidden": hidden}
