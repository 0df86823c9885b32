"""The state of loading one file, and its error messages."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from db.engine.session import Write
from db.errors import DataError
from seeds.errors import SeedError
from seeds.format import SeedFile, Source

SCHEME = "seed"


@dataclass(frozen=True)
class Loading:
    """A file that is being loaded."""

    write: Write
    seed: SeedFile
    ids: dict[str, int] = field(default_factory=dict)  # of sources, by key
    judged: Counter[str] = field(default_factory=Counter)  # judgements added, by kind

    def identifier(self, source: Source) -> dict[str, str]:
        """Return the identifier of ``source``."""
        return {"scheme": SCHEME, "value": f"{self.seed.key}/{source.key}"}

    def because(self, reason: str) -> Write:
        """Return the same write with another reason."""
        return replace(self.write, context=replace(self.write.context, reason=reason))

    @contextmanager
    def telling(self, what: str, key: str) -> Iterator[None]:
        """Add the file and the record to errors."""
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
