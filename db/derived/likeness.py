"""How alike two names are: a hint for a person, who decides whether it is one source.

Each word of the shorter name is set beside the word of the other that it is most like.
Words that are left over count little between names of several words (a patronymic, a
second given name), and much beside a single one.
"""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, Levenshtein

from db.derived.spelling import sound_of, words_of

ALIKE = 0.87  # from here on, nine pairs in ten of the labelled ones are of one source
INITIAL = 0.75  # what an initial says of the word that it may stand for
LEFT_OVER = 0.12  # of a letter's weight, in a word that nothing stands beside
LEFT_BESIDE_ONE = 0.45  # where the other name is a single word
TOO_UNLIKE = 0.5  # words that are no two spellings of one
SHORTEST = 3  # letters, that a word weighs at least


def likeness(name: str, other: str) -> float:
    """Return from 0 to 1 how alike two names are."""
    one, two = sorted((words_of(name), words_of(other)), key=len)
    if not one:
        return 0.0
    joined = fuzz.ratio("".join(one), "".join(two)) / 100
    reordered = fuzz.ratio("".join(sorted(one)), "".join(sorted(two))) / 100
    return max(_beside(one, two), 0.95 * max(joined, reordered), joined == 1.0)


def _beside(one: Sequence[str], two: Sequence[str]) -> float:
    """Return how alike the words of two names are, one has no more than the other."""
    pairs = _paired(one, two)
    alike = weight = 0.0
    for here, there, score in pairs:
        letters = max(len(here), len(there), SHORTEST)
        alike += letters * (score if score >= TOO_UNLIKE else 0.0)
        weight += letters
    left = set(two) - {there for _, there, _ in pairs}
    over = LEFT_OVER if len(one) > 1 else LEFT_BESIDE_ONE
    if any(word.isdigit() for word in left):
        over = 1.0  # a number is what tells it from others
    weight += over * sum(max(len(word), SHORTEST) for word in left)
    worst = min(score for _, _, score in pairs)
    return alike / weight * (0.7 + 0.3 * min(1.0, worst / 0.75))


def _paired(one: Sequence[str], two: Sequence[str]) -> list[tuple[str, str, float]]:
    """Return each word of one with a word of the other, the most alike first."""
    scored = sorted(
        ((_alike(here, there), here, there) for here in one for there in two),
        key=lambda pair: -pair[0],
    )
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, here, there in scored:
        if here not in found and there not in taken:
            found[here] = there, score
            taken.add(there)
    return [(here, there, score) for here, (there, score) in found.items()]


@lru_cache(65_536)
def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if word.isdigit() or other.isdigit():
        return 0.0
    if 1 in {len(word), len(other)}:
        return INITIAL if word[0] == other[0] else 0.0
    one, two = sound_of(word), sound_of(other)
    return max(
        Levenshtein.normalized_similarity(word, other),
        0.97 * Levenshtein.normalized_similarity(one, two),
        min(JaroWinkler.similarity(one, two) - 0.08, 0.9),
    )
