"""Words of estimative probability among printed hedges, as ICD 203 ranges.

Intelligence Community Directive 203 (2015) defines ranges for a few English phrases.
Other phrases have no range: ``could``, but also ``not likely`` or ``more likely``,
because their range would differ from that of the phrase they contain.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Range = tuple[float, float]
Phrase = tuple[str, ...]

STANDARD = "ICD 203"
RANGES: Mapping[Range, tuple[str, ...]] = {
    (0.01, 0.05): ("almost no chance", "remote"),
    (0.05, 0.20): ("very unlikely", "highly improbable", "highly improbably"),
    (0.20, 0.45): ("unlikely", "improbable", "improbably"),
    (0.45, 0.55): ("roughly even chance", "roughly even odds"),
    (0.55, 0.80): ("likely", "probable", "probably"),
    (0.80, 0.95): ("very likely", "highly probable", "highly probably"),
    (0.95, 0.99): (
        "almost certain",
        "almost certainly",
        "nearly certain",
        "nearly certainly",
    ),
}
KNOWN: Mapping[Phrase, Range] = {
    tuple(phrase.split()): ends
    for ends, phrases in RANGES.items()
    for phrase in phrases
}
WITHOUT_RANGE = frozenset({"possible", "possibly", "may", "might", "could", "can"})
LONGEST = max(len(phrase) for phrase in KNOWN)
# Words that may precede a phrase without changing its range.
NEUTRAL_WORDS = """
a an the and or but it he she they we there that this is are was were be been being
will would has have had seem seems seemed appear appears appeared look looks looked
remain remains remained considered deemed judged with in of by only now still also
"""
NEUTRAL = frozenset(NEUTRAL_WORDS.split())
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A phrase and its range, or a phrase without a range."""

    word: str
    low: float | None = None
    high: float | None = None


def estimates(hedges: Iterable[str]) -> list[Estimate]:
    """Return the distinct estimative phrases in printed hedges, in their order."""
    return list(dict.fromkeys(one for hedge in hedges for one in _in(hedge)))


def _in(hedge: str) -> Iterator[Estimate]:
    said = tuple(WORD.findall(hedge.casefold()))
    at = behind = 0  # the current word, and the end of the previous phrase
    while at < len(said):
        if phrase := _phrase_at(said, at):
            before, after = said[behind:at], said[at + len(phrase) :]
            if not NEUTRAL.issuperset(before) or _goes_on(after):
                yield Estimate(" ".join(said))
                return
            behind = at = at + len(phrase)
            yield Estimate(" ".join(phrase), *KNOWN[phrase])
        else:
            if said[at] in WITHOUT_RANGE:
                yield Estimate(said[at])
                behind = at + 1
            at += 1


def _phrase_at(said: Phrase, at: int) -> Phrase:
    """Return the longest phrase with a range that begins there, or nothing."""
    lengths = range(LONGEST, 0, -1)
    found = (said[at : at + length] for length in lengths)
    return next((phrase for phrase in found if phrase in KNOWN), ())


def _goes_on(after: Phrase) -> bool:
    """Return whether a comparison follows: “likely as not”, “likely than not”."""
    return after[:1] == ("than",) or after[:2] == ("as", "not")
