"""The log: one line of JSON per event, or readable lines on a terminal.

It has nothing that a client has sent: no queries, no headers, no bodies. Messages of
the drivers quote values, so only the type and the traceback of a failure are logged,
unless the level is ``debug``.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import format_tb
from typing import Any, TextIO

import orjson
import structlog
from structlog.dev import ConsoleRenderer
from structlog.processors import add_log_level
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

# The id of the request that the running task handles; its log lines have it.
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
LOGGED_HERE = "Exception in ASGI application"  # uvicorn's message for the same
PAUSE = 0.05  # seconds that a line may wait, to be written with others


class RequestLog:
    """The lines of requests, written in small batches.

    A write per request takes five times as long, because the request has evicted the
    code and data of the log from the processor's caches.
    """

    def __init__(self) -> None:
        self._log = structlog.get_logger().bind()
        self._waiting: list[dict[str, Any]] = []

    def add(self, **line: Any) -> None:  # noqa: ANN401 - any JSON
        """Write ``line`` soon."""
        if not self._waiting:
            asyncio.get_running_loop().call_later(PAUSE, self.write)
        now, request_id = datetime.now(UTC), REQUEST_ID.get()
        self._waiting.append({"timestamp": now, "request_id": request_id, **line})

    def write(self) -> None:
        """Write the lines that wait."""
        waiting, self._waiting = self._waiting, []
        for line in waiting:
            self._log.info("request", **line)


def configure(level: str, stream: TextIO) -> None:
    """Log to ``stream`` from ``level`` up, including uvicorn and libraries."""
    add_traceback = _traceback_adder(has_messages=level == "debug")
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
    for name in ("uvicorn", "uvicorn.access"):  # which have handlers of their own
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
    """Drop what asyncio adds about a lost task: the message of its exception."""
    event["event"] = event["event"].partition("\n")[0]
    return event


def _traceback_adder(*, has_messages: bool) -> Processor:
    def add_traceback(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        error = event.pop("exc_info", None)
        if isinstance(error, tuple):
            error = error[1]
        if isinstance(error, BaseException):
            full = has_messages or _is_at_startup(event)
            texts = (_traceback(one, has_message=full) for one in _causes(error))
            event["exception"] = "\n".join(texts)
        return event

    return add_traceback


def _is_at_startup(event: EventDict) -> bool:
    """Return whether uvicorn logs a failed start, before any request."""
    record = event.get("_record")
    is_uvicorn = record is not None and record.name == "uvicorn.error"
    return is_uvicorn and REQUEST_ID.get() is None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the causes of ``error``, the first one first, and then ``error``."""
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    if cause is not None:
        yield from _causes(cause)
    yield error


def _traceback(error: BaseException, *, has_message: bool) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    message = f": {error}" if has_message else ""
    return f"{''.join(format_tb(error.__traceback__))}{name}{message}"
