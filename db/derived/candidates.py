"""Which sources may be one with another: those whose names are most like its names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from db.derived.likeness import likeness
from db.derived.spelling import WORD, in_cyrillic, romanised, words_of
from db.values.text import fold
from db.values.types import AnyRow

ROUGHLY = 50  # of a hundred: what is less alike is not compared with care
COMPARED = 300  # names at most, for each name of the source
LEAST = 0.6  # what is less alike is no candidate
PARTS = 32  # looked for at most
SHORT = 3  # letters, that a part needs if there are longer ones
LONG = 7  # letters, from which a word is also looked for by what is inside it


@dataclass(frozen=True)
class Candidate:
    """A source that may be one with another, and which of their names are so alike."""

    source_id: int
    score: float
    name: str
    of_other: str
    is_merged: bool  # into the source already


def parts_of(names: Sequence[str]) -> list[str]:
    """Return what to look for in folded names that may be like one of these."""
    found: dict[str, None] = {}
    for name in names:
        telling = words_of(name)
        as_written = [w for w in WORD.findall(fold(name)) if romanised(w) in telling]
        for word in (*telling, *as_written, *map(in_cyrillic, telling)):
            found |= dict.fromkeys(_parts(word))
    long = [part for part in found if len(part) >= SHORT]
    return (long or list(found))[:PARTS]


def _parts(word: str) -> tuple[str, ...]:
    return (word[:4], word[2:6]) if len(word) >= LONG else (word[:4],)


def candidates_among(
    names: Sequence[str], rows: Sequence[AnyRow], *, source_id: int
) -> list[Candidate]:
    """Return the sources whose names are like one of ``names``, the most alike first.

    ``rows``: id survivor_id name. What is merged into the source stands for itself,
    every other source for what is left of it.
    """
    spelt = {number: " ".join(words_of(row.name)) for number, row in enumerate(rows)}
    best: dict[int, Candidate] = {}
    for name in names:
        for number in _roughly_like(name, spelt):
            row = rows[number]
            score = likeness(name, row.name)
            merged = row.survivor_id == source_id
            other_id = row.id if merged else row.survivor_id
            if score >= LEAST and (
                other_id not in best or score > best[other_id].score
            ):
                best[other_id] = Candidate(other_id, score, name, row.name, merged)
    return sorted(best.values(), key=lambda one: (-one.score, one.source_id))


def _roughly_like(name: str, spelt: Mapping[int, str]) -> list[int]:
    found = process.extract(
        " ".join(words_of(name)),
        spelt,
        scorer=fuzz.token_set_ratio,
        score_cutoff=ROUGHLY,
        limit=COMPARED,
    )
    return [number for _, _, number in found]
