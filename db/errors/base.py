"""The base class of all errors of the data layer."""

from collections.abc import Sequence
from typing import Any, Self

RequestPath = tuple[str | int, ...]
Candidates = Sequence[dict[str, Any]]


class DataError(Exception):
    """Base class: the data does not allow the request; the message is one sentence.

    ``path`` locates the wrong value in the request, if there is one. ``judgements`` are
    the ids of the identity judgements that the message quotes: the response counts as
    a read of them.
    """

    path: RequestPath = ()
    judgements: Sequence[int] = ()

    def prefix_path(self, *path: str | int) -> Self:
        """Return this error with ``path``, of a containing record, before its path."""
        self.path = (*path, *self.path)
        return self
