"""Reads inside a write transaction: stored changes before the commit."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader
from db.engine.session import Write
from db.reads.reading import Reading

P = ParamSpec("P")
T = TypeVar("T")


class TransactionReader(Reader):
    """Runs reads at once on the connection of a transaction."""

    def __init__(self, write: Write) -> None:
        self._write = write

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` inside the transaction."""
        return self._write.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` inside the transaction."""
        return self._write.rows(read, **values)


def read_within(
    write: Write,
    read: Callable[Concatenate[Reading, P], Coroutine[Any, Any, T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Return the result of ``read``, run inside the transaction with these arguments.

    The same functions serve requests that read, and commands that show what they
    stored. Inside a transaction nothing is awaited, so no event loop is needed.
    """
    running = read(Reading(TransactionReader(write), write.viewer), *args, **kwargs)
    try:
        running.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    message = "a read inside a transaction waited for an event loop"
    raise RuntimeError(message)
