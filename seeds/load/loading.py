"""What loading one file keeps in mind, and how it says what went wrong."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from db.engine.session import Write
from db.errors import DataError
from db.queries.filters import batch_size
from seeds.errors import SeedError
from seeds.format import SeedFile, Source

SCHEME = "seed"


@dataclass(frozen=True)
class Loading:
    """One file on its way into the record."""

    write: Write
    seed: SeedFile
    ids: dict[str, int] = field(default_factory=dict)  # of its sources, by their keys
    judged: Counter[str] = field(default_factory=Counter)  # what it added, by its kind

    def identifier(self, source: Source) -> dict[str, str]:
        """Return what ``source`` is found again by."""
        return {"scheme": SCHEME, "value": f"{self.seed.key}/{source.key}"}

    def because(self, reason: str) -> Write:
        """Return the same write, for what is done for a reason of its own."""
        return replace(self.write, context=replace(self.write.context, reason=reason))

    @contextmanager
    def telling(self, what: str, key: str) -> Iterator[None]:
        """Say which record of which file cannot be loaded."""
        try:
            yield
        except DataError as error:
            message = f"{self.seed.key}.json, {what} {key}: {error}"
            if candidates := getattr(error, "candidates", ()):
                ids = ", ".join(str(candidate["id"]) for candidate in candidates)
                message += (
                    f" They are {ids}: give the one that is meant the identifier "
                    f"{SCHEME}:{self.seed.key}/{key}."
                )
            raise SeedError(message) from error


def filled(name: str, values: Sequence[str]) -> tuple[int, dict[str, str]]:
    """Return how many values a read binds, and ``values`` under their names for it."""
    size = batch_size(len(values))
    padded = [*values, *[values[0]] * (size - len(values))]
    return size, {f"{name}__{number}": value for number, value in enumerate(padded)}
