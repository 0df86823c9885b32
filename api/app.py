"""Assembly: run with ``uvicorn api.app:from_environment --factory``."""

import gc
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.staticfiles import StaticFiles

from api.http.errors import add_error_handlers, from_bug, from_http_exception
from api.http.openapi import describe
from api.pages import docs
from api.routes import (
    articles,
    assessments,
    candidates,
    changes,
    claim_batches,
    claim_links,
    claim_lists,
    claim_stances,
    claims,
    corroboration,
    fact_claims,
    facts,
    health,
    identities,
    keys,
    outcomes,
    positions,
    ratings,
    redactions,
    revisions,
    source_children,
    sources,
    stats,
    tags,
    timelines,
    track_records,
)
from api.server import access_log
from api.server.admission import Queue
from api.server.background import JOBS
from api.server.background.jobs import BackgroundJob, running_jobs
from api.server.metrics import Metrics
from api.server.middleware import around
from api.server.middleware.load_shedding import LOAD, METRICS, Load
from api.settings import PREFIX, TITLE, VERSION, Serving, Settings
from db.engine.reader import Reader, make_reader
from db.engine.session import make_engine
from db.engine.writer import Writer, make_writer

# Tried in this order, so the ones that are asked most come first.
RESOURCES = (
    claim_lists,
    claims,
    sources,
    articles,
    facts,
    fact_claims,
    assessments,
    outcomes,
    corroboration,
    timelines,
    claim_stances,
    claim_links,
    source_children,
    ratings,
    identities,
    candidates,
    positions,
    track_records,
    revisions,
    stats,
    tags,
    changes,
    claim_batches,
    redactions,
    keys,
)

DEFAULTS = Serving()
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Mapping[str, Any]]]
SWITCH = 0.001  # seconds that a thread may keep the others waiting
COLLECT = (10_000, 300, 10)  # new objects, and younger collections, before each one


def create_app(
    reader: Reader,
    writer: Writer,
    serving: Serving = DEFAULTS,
    *,
    jobs: Sequence[BackgroundJob] = JOBS,
) -> FastAPI:
    """Build the application on a reader and a writer; ``jobs`` run while it is open."""
    metrics, lines = Metrics(), access_log.RequestLog()
    load = Load(
        Queue("requests", serving.max_requests, metrics),
        Queue("writes", serving.max_writes, metrics),
    )

    app = FastAPI(
        title=TITLE,
        version=VERSION,
        lifespan=_lifespan(reader, writer, metrics, lines=lines, load=load, jobs=jobs),
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        middleware=around(
            serving,
            metrics,
            lines,
            load=load,
            reader=reader,
            writer=writer,
            refuse=from_http_exception,
            fail=from_bug,
        ),
    )
    app.state.reader, app.state.writer, app.state.metrics = reader, writer, metrics
    app.state.scans = Queue("scans", serving.max_scans, metrics)
    app.state.requests, app.state.writes = load.requests, load.writes
    _add_routes(app)
    return app


def _add_routes(app: FastAPI) -> None:
    """Add every endpoint and page to ``app``, and describe them."""
    add_error_handlers(app)
    for resource in RESOURCES:
        app.include_router(resource.router, prefix=PREFIX)
    app.include_router(health.router)
    app.include_router(docs.router)
    app.mount("/static", StaticFiles(directory=docs.FOLDER / "static"))
    describe(app)


def _lifespan(
    reader: Reader,
    writer: Writer,
    metrics: Metrics,
    *,
    lines: access_log.RequestLog,
    load: Load,
    jobs: Sequence[BackgroundJob],
) -> Lifespan:
    """Return what starts before the first request, and stops after the last one."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        await reader.open()
        async with running_jobs(reader, writer, jobs):
            yield {LOAD: load, METRICS: metrics}  # for whoever takes requests
        writer.close()
        await reader.close()
        metrics.close()
        lines.write()

    return lifespan


def from_environment() -> FastAPI:
    """Build the application on the database that the settings name."""
    settings = Settings()
    access_log.configure(settings.log_level, sys.stderr)
    connections = settings.database_connections
    engine = make_engine(settings.database_url, connections=connections)
    reader = make_reader(
        settings.database_url, connections=connections, timeout=settings.read_timeout
    )
    writer = make_writer(engine, connections=connections)
    app = create_app(reader, writer, settings)
    _let_look_ups_through()
    return app


def _let_look_ups_through() -> None:
    """Keep what takes long in one thread from stopping this whole process.

    The interpreter changes threads more often, and collects garbage less often and
    without looking through what was there from the start: through all there is it
    took 140 ms each time, when a large fact had been read.
    """
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


def _operation_id(route: APIRoute) -> str:
    return route.name
