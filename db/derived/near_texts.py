"""Near-duplicate texts, found by the runs of five words that they share.

The runs of a text are sampled by MinHash with one permutation (Li, Owen and Zhang, "One
permutation hashing", NIPS 2012): a hash puts each run into one of 128 bins, and each
bin keeps its smallest hash. The share of equal bins of two texts estimates the Jaccard
index of their runs. An empty bin takes the value of another bin by a fixed rule
(Shrivastava, "Optimal densification", ICML 2017). Eight bits of each value are stored,
and eight values form a band: near-duplicate texts share at least one band.
"""

import struct
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter

from db.derived.anchoring.words import WORD
from db.queries.same_texts import BandRow
from db.values.text import fold

NEAR = 0.9
RUN = 5  # words; in scripts without spaces, letters
FEWEST = 20  # words of a text; in a shorter text, one word changes too much
MOST = 1_000_000  # characters to compare, which take half a second
BINS, BANDS = 128, 16
BITS = 8  # of each bin; two different values agree once in 256
EMPTY = 1 << 64
PACKED = struct.Struct(f"<{BANDS}q")

Signature = tuple[int, ...]  # a 64-bit number for each band


def signature(text: str) -> Signature | None:
    """Return the signature of a text; None if the text is too short to compare."""
    words = WORD.findall(fold(text[:MOST]))
    if len(words) < FEWEST:
        return None
    smallest = _smallest_hashes(words)
    filled = (_filled(smallest, place) for place in range(BINS))
    return PACKED.unpack(bytes(value // BINS % (1 << BITS) for value in filled))


def _smallest_hashes(words: Sequence[str]) -> Sequence[int]:
    """Return the smallest hash of a run in each bin."""
    smallest = [EMPTY] * BINS
    for run in zip(*(words[start:] for start in range(RUN)), strict=False):
        hashed = _hash(" ".join(run).encode())
        place = hashed % BINS
        smallest[place] = min(smallest[place], hashed)
    return smallest


def likeness(one: Signature, other: Signature) -> float:
    """Return an estimate of the Jaccard index of two texts, from 0 to 1."""
    bins = zip(PACKED.pack(*one), PACKED.pack(*other), strict=True)
    equal = sum(a == b for a, b in bins) / BINS
    by_chance = 1 / (1 << BITS)
    return max(0.0, (equal - by_chance) / (1 - by_chance))


def nearest(text: Signature, rows: Iterable[BandRow]) -> list[int]:
    """Return the articles with a near-duplicate text; ``rows`` has their bands."""
    by_article = groupby(rows, key=attrgetter("article_id"))
    signatures = {one: tuple(row.hash for row in bands) for one, bands in by_article}
    return [one for one, other in signatures.items() if likeness(text, other) >= NEAR]


def _hash(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest())


def _filled(values: Sequence[int], place: int) -> int:
    """Return the value of a bin, or of the first filled bin that replaces it."""
    if values[place] != EMPTY:
        return values[place]
    return next(values[other] for other in _others(place) if values[other] != EMPTY)


@cache
def _others(place: int) -> tuple[int, ...]:
    """Return all other bins in the order in which they replace an empty one."""
    return tuple(sorted(range(BINS), key=lambda other: _hash(bytes((place, other)))))
