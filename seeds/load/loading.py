"""The state of loading one file, and its error messages."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from db.engine.session import Write
from db.errors import DataError
from db.queries.filters import batch_of
from db.queries.seed_lookups import find_printed
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
    # The files that were loaded before this one, each with the id of its article.
    before: Mapping[str, tuple[SeedFile, int | None]] = field(default_factory=dict)

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
                    f" They are {ids}: give the right one the identifier "
                    f"{SCHEME}:{self.seed.key}/{key}."
                )
            raise SeedError(message) from error


def claims_in(
    write: Write, seed: SeedFile, article_id: int | None
) -> Mapping[str, int]:
    """Return the ids of the claims of a file with unique words, by their keys."""
    if article_id is None or not seed.claims:
        return {}
    keys = {claim.text: claim.key for claim in seed.claims}
    size, texts = batch_of("text", list(keys))
    find = find_printed(count=size, viewer=write.viewer)
    rows = write.rows(find, article=article_id, **texts)
    times = Counter(row.text for row in rows)
    return {keys[row.text]: row.id for row in rows if times[row.text] == 1}
