"""What the server writes down: JSON, a line each, or what can be read on a terminal.

Nothing that a client has sent is in it: no addresses with their queries, no headers,
no bodies. Drivers quote in their messages what they were given, so of a failure in a
request only its kind and its place are written, unless the level is ``debug``.
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

# Which request the running task answers; whatever it logs says so.
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
LOGGED = "Exception in ASGI application"  # the server's word for what is logged here
PAUSE = 0.05  # seconds that the line of a request may wait for others


class RequestLog:
    """The lines of requests, which are written a few at a time.

    One after each request would take five times as long: the answer has filled the
    processor's caches with other things.
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
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        for line in waiting:
            self._log.info("request", **line)


def configure(level: str, stream: TextIO) -> None:
    """Log to ``stream`` from ``level`` up, what the server and libraries say too."""
    add_traceback = _traceback_adder(tells_all=level == "debug")
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
    handler.addFilter(lambda record: not str(record.msg).startswith(LOGGED))
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_keep_first_line, *chain],
            processors=[ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.access"):  # which bring handlers of their own
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
    """Leave out what asyncio adds of a task nobody waits for: its failure in words."""
    event["event"] = event["event"].partition("\n")[0]
    return event


def _traceback_adder(*, tells_all: bool) -> Processor:
    def add_traceback(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        error = event.pop("exc_info", None)
        if isinstance(error, tuple):
            error = error[1]
        if isinstance(error, BaseException):
            in_words = tells_all or _is_of_the_start(event)
            told = (_told(one, in_words=in_words) for one in _causes(error))
            event["exception"] = "\n".join(told)
        return event

    return add_traceback


def _is_of_the_start(event: EventDict) -> bool:
    """Return whether the server cannot start: nobody has sent anything yet."""
    record = event.get("_record")
    is_servers = record is not None and record.name == "uvicorn.error"
    return is_servers and REQUEST_ID.get() is None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what led to ``error``, the first cause first, and then itself."""
    cause = error.__cause__
    if cause is None and not error.__suppress_context__:
        cause = error.__context__
    if cause is not None:
        yield from _causes(cause)
    yield error


def _told(error: BaseException, *, in_words: bool) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    message = f": {error}" if in_words else ""
    return f"{''.join(format_tb(error.__traceback__))}{name}{message}"
