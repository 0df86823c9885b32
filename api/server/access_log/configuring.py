"""Configures structlog, uvicorn and the standard library to log in one format."""

import logging
from datetime import UTC, datetime
from typing import TextIO

import orjson
import structlog
from structlog.dev import ConsoleRenderer
from structlog.processors import add_log_level
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from api.server.access_log.requests import REQUEST_ID
from api.server.access_log.tracebacks import traceback_adder

LOGGED_HERE = (
    "Exception in ASGI application"  # uvicorn's message for errors that are logged here
)


def configure(level: str, stream: TextIO) -> None:
    """Log to ``stream`` from ``level`` up, including uvicorn and libraries."""
    add_traceback = traceback_adder(has_messages=level == "debug")
    chain: list[Processor] = [
        _add_request_id,
        add_log_level,
        _add_timestamp,
        add_traceback,
    ]
    renderer = ConsoleRenderer() if stream.isatty() else _as_json
    structlog.configure(
        processors=[*chain, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(lambda record: not str(record.msg).startswith(LOGGED_HERE))
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_keep_first_line, *chain],
            processors=[ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.access"):  # which have their own handlers
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_UTC_Z).decode()


def _add_timestamp(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event.setdefault("timestamp", datetime.now(UTC))
    return event


def _add_request_id(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if request_id := REQUEST_ID.get():
        event.setdefault("request_id", request_id)
    return event


def _keep_first_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop asyncio's addition about a lost task: the message of its exception."""
    event["event"] = event["event"].partition("\n")[0]
    return event
