"""Assembles the application: run ``uvicorn api.app:from_environment --factory``."""

import gc
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from api import VERSION
from api.http.errors import add_error_handlers, from_bug, from_http_exception
from api.http.openapi import describe
from api.http.polls import Polls
from api.pages.problem_pages import as_page
from api.pages.reference import SWAGGER_UI, SwaggerFiles
from api.pages.rendering import STATIC
from api.pages.routers import ROUTERS
from api.routes import (
    articles,
    assessments,
    candidates,
    changes,
    claim_batches,
    claim_links,
    claim_lists,
    claim_reviews,
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
    saved_filters,
    search,
    source_children,
    sources,
    stats,
    suggestions,
    tags,
    timelines,
    track_records,
)
from api.server import access_log
from api.server.admission import InFlightLimit
from api.server.authenticator import Authenticator
from api.server.background import JOBS
from api.server.background.clock_watch import ClockWatch
from api.server.background.jobs import BackgroundJob, running_jobs
from api.server.long_work import LongWork
from api.server.metrics import Metrics
from api.server.middleware import middleware_stack
from api.server.middleware.error_responses import ErrorResponses
from api.server.middleware.load_shedding import (
    EARLY_SHEDDING,
    EarlyShedding,
    RequestLoad,
)
from api.server.schema_watch import SchemaWatch
from api.server.stream_places import StreamPlaces
from api.server.turns import Turns
from api.settings import TITLE, Serving, Settings
from db.derived.claim_cache import ClaimCache
from db.engine.reader import DatabaseReader, make_reader
from db.engine.scans import MAX_SCANS
from db.engine.session import make_engine
from db.engine.writer import Writer, make_writer
from db.errors import UnavailableError

# Routes match in this order, so the most requested resources come first.
RESOURCES = (
    claim_lists,
    claims,
    suggestions,  # before the records, whose routes would take their paths for ids
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
    search,
    saved_filters,
    tags,
    changes,
    claim_batches,
    claim_reviews,
    redactions,
    keys,
)

ON_HTTP_ERROR = as_page(from_http_exception)
ERROR_RESPONSES = Middleware(
    ErrorResponses, on_http_error=ON_HTTP_ERROR, on_bug=as_page(from_bug)
)
DEFAULTS = Serving()
LifespanState = Mapping[str, Any]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[LifespanState]]
SWITCH_INTERVAL = 0.001  # seconds that a thread may run before it must release the GIL
# Allocations, then collections of the younger generation.
GC_THRESHOLDS = (10_000, 300, 10)
# FastAPI's traces and logs contain client data; ``Metrics`` counts requests instead.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}


def create_app(
    reader: DatabaseReader,
    writer: Writer,
    serving: Serving = DEFAULTS,
    *,
    jobs: Sequence[BackgroundJob] = JOBS,
    clock: ClockWatch | None = None,
) -> FastAPI:
    """Build the application on a reader and a writer; ``jobs`` run while it is open."""
    metrics, request_log = Metrics(), access_log.RequestLog()
    schema, clock = SchemaWatch(reader), clock or ClockWatch()
    load = RequestLoad(
        requests=InFlightLimit("requests", serving.max_requests, metrics),
        writes=InFlightLimit("writes", serving.max_writes, metrics),
    )
    authenticator = Authenticator(reader, writer, serving)
    middleware = middleware_stack(
        serving,
        metrics,
        request_log,
        load=load,
        authenticator=authenticator,
        schema=schema,
        error_responses=ERROR_RESPONSES,
    )
    shedding = EarlyShedding(load, metrics, ON_HTTP_ERROR)
    jobs = [schema.guarded(clock.before(job)) for job in jobs]
    lifespan = _lifespan(
        reader, writer, jobs, clock=clock, shedding=shedding, request_log=request_log
    )
    app = _make_fastapi(lifespan, middleware)
    app.state.reader, app.state.writer, app.state.metrics = reader, writer, metrics
    app.state.schema, app.state.clock = schema, clock
    app.state.authenticator, app.state.serving = authenticator, serving
    app.state.requests, app.state.writes = load.requests, load.writes
    _limit_long_work(app, serving)
    _add_routes(app)
    return app


def _limit_long_work(app: FastAPI, serving: Serving) -> None:
    """Add the limits on long work to the application."""
    state = app.state
    state.scans = InFlightLimit("scans", serving.max_scans, state.metrics)
    state.scan_turns = Turns(MAX_SCANS)
    streams = InFlightLimit("streams", serving.max_streams, state.metrics)
    state.streams = StreamPlaces(streams)
    derivations = InFlightLimit("derivations", serving.max_scans, state.metrics)
    state.long_work = LongWork(derivations)


def _lifespan(
    reader: DatabaseReader,
    writer: Writer,
    jobs: Sequence[BackgroundJob],
    *,
    clock: ClockWatch,
    shedding: EarlyShedding,
    request_log: access_log.RequestLog,
) -> Lifespan:
    """Return the lifespan: code before the first request and after the last one."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[LifespanState]:
        await reader.open()
        app.state.long_work.body_timeout = writer.timeout
        with suppress(UnavailableError):  # the jobs check it again
            await clock.check(reader)
        async with running_jobs(reader, writer, jobs):
            yield {EARLY_SHEDDING: shedding}  # for the HTTP protocol
        writer.close()
        app.state.long_work.close()
        await reader.close()
        shedding.metrics.close()
        request_log.write()

    return lifespan


def _make_fastapi(lifespan: Lifespan, middleware: Sequence[Middleware]) -> FastAPI:
    """Return an application without routes, with its caches of earlier requests."""
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        openapi_url=None,  # ``describe`` adds it
        redoc_url=None,
        middleware=middleware,
        telemetry=NO_TELEMETRY,
    )
    app.state.polls, app.state.claim_cache = Polls(), ClaimCache()
    return app


def _add_routes(app: FastAPI) -> None:
    """Add all endpoints and pages to ``app``, and describe them."""
    add_error_handlers(app)
    app.exception_handler(HTTPException)(ON_HTTP_ERROR)  # for URLs without a route
    routers = [resource.router for resource in (*RESOURCES, health)]
    for router in (*routers, *ROUTERS):
        # An included router is searched twice for each request; its routes are not.
        app.router.routes.extend(router.routes)
    app.mount(f"/static/{SWAGGER_UI}", SwaggerFiles())
    app.mount("/static", StaticFiles(directory=STATIC))
    describe(app)


def from_environment() -> FastAPI:
    """Build the application from the environment."""
    settings = Settings()
    access_log.configure(settings.log_level, sys.stderr)
    connections = settings.database_connections
    write_timeout = settings.write_timeout
    engine = make_engine(
        settings.database_url,
        connections=connections,
        statement_timeout=write_timeout,
    )
    reader = make_reader(
        settings.database_url, connections=connections, timeout=settings.read_timeout
    )
    writer = make_writer(engine, connections=connections, timeout=write_timeout)
    clock = ClockWatch(timedelta(days=settings.max_clock_lead))
    app = create_app(reader, writer, settings, clock=clock)
    _tune_interpreter()
    return app


def _tune_interpreter() -> None:
    """Reduce the delays that long work in one thread causes in other threads.

    Threads switch more often. Garbage collection runs less often, and excludes the
    objects that exist at the start: a full collection of these stopped all threads for
    140 ms after a large fact had been read.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
