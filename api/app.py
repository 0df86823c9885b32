"""Assembly: run with ``uvicorn api.app:from_environment --factory``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.staticfiles import StaticFiles

from api.errors import add_error_handlers
from api.middleware import BodyLimit, Head, RequestId
from api.openapi import describe
from api.pages import docs
from api.routes import (
    articles,
    changes,
    claim_batches,
    claim_links,
    claim_lists,
    claim_stances,
    claims,
    fact_claims,
    fact_judgements,
    fact_views,
    facts,
    health,
    identities,
    positions,
    ratings,
    revisions,
    source_children,
    sources,
    stats,
    tags,
    track_records,
)
from api.settings import MAX_BODY, MAX_LARGE_BODY, PREFIX, TITLE, VERSION, Settings
from db.reader import Reader, make_reader
from db.session import make_engine
from db.writer import Writer, make_writer

# Tried in this order, so the ones that are asked most come first.
RESOURCES = (
    claim_lists,
    claims,
    sources,
    articles,
    facts,
    fact_claims,
    fact_judgements,
    fact_views,
    claim_stances,
    claim_links,
    source_children,
    ratings,
    identities,
    positions,
    track_records,
    revisions,
    stats,
    tags,
    changes,
    claim_batches,
)
# A batch, an article and a revision may be larger than anything else.
LARGE_BODIES = rf"{PREFIX}/(claims/batch|articles|articles/\d+/revisions)"


def create_app(reader: Reader, writer: Writer) -> FastAPI:
    """Build the application on what its caller brings: where to read and to write."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await reader.open()
        yield
        writer.close()
        await reader.close()

    app = FastAPI(
        title=TITLE,
        version=VERSION,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
    )
    app.state.reader, app.state.writer = reader, writer
    add_error_handlers(app)
    app.add_middleware(
        BodyLimit, limit=MAX_BODY, large=MAX_LARGE_BODY, large_paths=LARGE_BODIES
    )
    app.add_middleware(RequestId)
    app.add_middleware(Head)
    for resource in RESOURCES:
        app.include_router(resource.router, prefix=PREFIX)
    app.include_router(health.router)
    app.include_router(docs.router)
    app.mount("/static", StaticFiles(directory=docs.FOLDER / "static"))
    describe(app)
    return app


def from_environment() -> FastAPI:
    """Build the application on the database that the settings name."""
    settings = Settings()
    connections = settings.database_connections
    engine = make_engine(settings.database_url, connections=connections)
    reader = make_reader(settings.database_url, connections=connections)
    return create_app(reader, make_writer(engine, connections=connections))


def _operation_id(route: APIRoute) -> str:
    return route.name
