"""What all errors of the data layer have in common."""

from collections.abc import Sequence
from typing import Any, Self

Path = tuple[str | int, ...]
Candidates = Sequence[dict[str, Any]]


class DataError(Exception):
    """Base class: a request that the data cannot satisfy, with a readable sentence.

    ``path`` is that of the wrong value in the request, if there is one. ``judgements``
    are the ids of the judgements of identity that the sentence repeats: a caller who
    gets it has read them.
    """

    path: Path = ()
    judgements: Sequence[int] = ()

    def below(self, *path: str | int) -> Self:
        """Return this error with a path from a record that contains the value."""
        self.path = (*path, *self.path)
        return self
