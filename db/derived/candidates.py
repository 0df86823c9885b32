"""Sources that may be the same as a given one: those with the most similar names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz, process

from db.derived.likeness import likeness
from db.derived.spelling import WORD, in_cyrillic, romanised, words_of
from db.values.text import fold

MIN_ROUGH_SCORE = 50  # of 100; names below are not compared in detail
MAX_COMPARED = 300  # names to compare in detail, for each name of the source
MIN_LIKENESS = 0.6  # of a candidate
MAX_PARTS = 32  # parts of names to search for
MIN_PART_LENGTH = 3  # shorter parts are used only if no part is longer
LONG_WORD = 7  # letters; longer words are also found by a part from their middle


class NameOfSource(Protocol):
    """A name of a source, and the survivor of that source."""

    @property
    def id(self) -> int:
        """Return the id of the source."""

    @property
    def survivor_id(self) -> int:
        """Return the id of its survivor, or its own id."""

    @property
    def name(self) -> str:
        """Return the name."""


@dataclass(frozen=True)
class Candidate:
    """A source that may be the same as the given one, and their most similar names."""

    source_id: int
    score: float
    name: str
    candidate_name: str
    is_merged: bool  # whether it is already merged into the given source


def parts_of(names: Sequence[str]) -> list[str]:
    """Return parts of words to search for in folded names."""
    found: dict[str, None] = {}
    for name in names:
        for word in _spellings(name):
            found |= dict.fromkeys(_parts(word))
    long = [part for part in found if len(part) >= MIN_PART_LENGTH]
    return (long or list(found))[:MAX_PARTS]


def _spellings(name: str) -> Iterator[str]:
    """Yield the distinctive words of a name: romanised, as written, in Cyrillic."""
    distinctive = words_of(name)
    yield from distinctive
    yield from (w for w in WORD.findall(fold(name)) if romanised(w) in distinctive)
    yield from map(in_cyrillic, distinctive)


def _parts(word: str) -> tuple[str, ...]:
    return (word[:4], word[2:6]) if len(word) >= LONG_WORD else (word[:4],)


def candidates_among(
    names: Sequence[str], rows: Sequence[NameOfSource], *, source_id: int
) -> list[Candidate]:
    """Return the sources with names similar to one of ``names``, the best first.

    A source that was merged into ``source_id`` is itself a candidate; other merged
    sources are represented by their survivors.
    """
    spelt = {number: " ".join(words_of(row.name)) for number, row in enumerate(rows)}
    best: dict[int, Candidate] = {}
    for name in names:
        for number in _roughly_like(name, spelt):
            row = rows[number]
            score = likeness(name, row.name)
            merged = row.survivor_id == source_id
            other_id = row.id if merged else row.survivor_id
            if _is_better(score, best.get(other_id)):
                best[other_id] = Candidate(other_id, score, name, row.name, merged)
    return sorted(best.values(), key=lambda one: (-one.score, one.source_id))


def _is_better(score: float, known: Candidate | None) -> bool:
    """Return whether a name is more similar than the best name of the candidate."""
    return score >= MIN_LIKENESS and (known is None or score > known.score)


def _roughly_like(name: str, spelt: Mapping[int, str]) -> list[int]:
    found = process.extract(
        " ".join(words_of(name)),
        spelt,
        scorer=fuzz.token_set_ratio,
        score_cutoff=MIN_ROUGH_SCORE,
        limit=MAX_COMPARED,
    )
    return [number for _, _, number in found]
