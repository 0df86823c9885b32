"""Log entries of errors."""

from collections.abc import Iterator
from traceback import format_tb

from structlog.typing import EventDict, Processor, WrappedLogger

from api.server.access_log.requests import REQUEST_ID


def traceback_adder(*, has_messages: bool) -> Processor:
    """Return a processor that adds tracebacks to events, optionally with messages."""

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
