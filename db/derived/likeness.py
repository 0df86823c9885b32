"""The similarity of two names: a hint for the person who decides on identity.

Each word of the shorter name is paired with the most similar word of the other name.
Unpaired words weigh little between names of several words (a patronymic, a second given
name), and much if one name is a single word.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, Levenshtein

from db.derived.spelling import sound_of, words_of

ALIKE = 0.87  # from this score on, nine in ten labelled pairs are one source
INITIAL_SCORE = 0.75  # of an initial and a word that begins with it
UNPAIRED_WEIGHT = 0.12  # of each letter of an unpaired word
UNPAIRED_WEIGHT_OF_SINGLE = 0.45  # the same if the other name is a single word
MIN_WORD_SCORE = 0.5  # below, two words are not spellings of one word
MIN_WORD_WEIGHT = 3  # letters
MAX_WORDS = 24  # of a name; each is compared with each word of the other name


def likeness(name: str, other: str) -> float:
    """Return how similar two names are, from 0 to 1."""
    one, two = sorted((_first_words(name), _first_words(other)), key=len)
    if not one:
        return 0.0
    joined = fuzz.ratio("".join(one), "".join(two)) / 100
    reordered = fuzz.ratio("".join(sorted(one)), "".join(sorted(two))) / 100
    return max(_word_likeness(one, two), 0.95 * max(joined, reordered), joined == 1.0)


def _first_words(name: str) -> Sequence[str]:
    return words_of(name)[:MAX_WORDS]


def _word_likeness(one: Sequence[str], two: Sequence[str]) -> float:
    """Return the similarity of two lists of words, the shorter one first."""
    pairs = _paired(one, two)
    alike = weight = 0.0
    for here, there, score in pairs:
        letters = max(len(here), len(there), MIN_WORD_WEIGHT)
        alike += letters * (score if score >= MIN_WORD_SCORE else 0.0)
        weight += letters
    left = set(two) - {there for _, there, _ in pairs}
    weight += _weight_of_unpaired(left, is_single=len(one) == 1)
    worst = min(score for _, _, score in pairs)
    return alike / weight * (0.7 + 0.3 * min(1.0, worst / 0.75))


def _weight_of_unpaired(words: Collection[str], *, is_single: bool) -> float:
    """Return the weight of the words that have no counterpart in the other name."""
    each = UNPAIRED_WEIGHT_OF_SINGLE if is_single else UNPAIRED_WEIGHT
    if any(map(str.isdigit, words)):
        each = 1.0  # numbers distinguish names
    return each * sum(max(len(word), MIN_WORD_WEIGHT) for word in words)


def _paired(one: Sequence[str], two: Sequence[str]) -> list[tuple[str, str, float]]:
    """Pair words of the two names, the most similar pair first."""
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
        return INITIAL_SCORE if word[0] == other[0] else 0.0
    one, two = sound_of(word), sound_of(other)
    return max(
        Levenshtein.normalized_similarity(word, other),
        0.97 * Levenshtein.normalized_similarity(one, two),
        min(JaroWinkler.similarity(one, two) - 0.08, 0.9),
    )
