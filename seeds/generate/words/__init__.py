"""The words of synthetic articles, of little meaning and about nobody."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Descriptor:
    """The printed words for an unnamed source."""

    name: str
    kind: str
    sector: str | None = None
    seniority: str = "unknown"
    people: int | None = None
    article: str = ""  # "a" of "a senior official"


@dataclass(frozen=True)
class Language:
    """The words to write in one language."""

    code: str
    subjects: Sequence[str]
    modals: Sequence[str]
    hedged: Mapping[str, str]  # modals, and the hedge in each
    predicates: Sequence[str]
    adjuncts: Sequence[str]
    place: str  # the adjunct that names one
    objects: Sequence[str]
    prefixes: Mapping[str, str]  # what the content of an act begins with
    joiner: str  # between a cue and what was said
    conjunction: str
    quotes: Sequence[str]
    cues: Mapping[str, Sequence[str]]  # by act
    cues_of_several: Sequence[str]
    origin_cues: Mapping[str, Sequence[str]]  # by relation
    document_cues: Sequence[str]
    passive_cues: Sequence[str]
    reported_acts: Mapping[str, Sequence[str]]  # verbs, by act
    on_day: Sequence[str]  # from Monday on
    according: str
    another: str
    descriptors: Sequence[Descriptor]
    names: Mapping[str, Sequence[str]]  # syllables, and patterns by kind of source


def read_language(code: str) -> Language:
    """Read the words of the language called ``code``."""
    words = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    descriptors = [Descriptor(**one) for one in words.pop("descriptors")]
    return Language(code=code, descriptors=descriptors, **words)
