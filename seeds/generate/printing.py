"""Prints claims: the sentence of each claim, and the positions of its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from seeds.generate.prose import Content, capital
from seeds.generate.register import Voice
from seeds.generate.words import Language


@dataclass(slots=True)
class Step:
    """A step of a chain; it is capitalised at the beginning of a sentence."""

    position: int
    source_id: int
    relation: str
    printed: str | None = None
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim that is not printed yet."""

    form: str
    act: str
    content: Content
    steps: Sequence[Step]
    split: bool = False
    cue: str = ""  # for a claim without steps
    day: str = ""  # when it was said, as printed
    speaker: Voice | None = None


class Mark(NamedTuple):
    """The position of words of a claim in its article."""

    part: str
    position: int | None
    seq: int
    start: int
    exact: str


class Passage:
    """An unfinished text, with the positions of the last printed claim."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self._parts: list[str] = []
        self._length = 0

    def write(self, words: str) -> None:
        """Add words."""
        self._parts.append(words)
        self._length += len(words)

    def mark(
        self, part: str, words: str, *, position: int | None = None, seq: int = 1
    ) -> None:
        """Add words of a claim and store their position."""
        self.marks.append(Mark(part, position, seq, self._length, words))
        self.write(words)

    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._parts)

    def print(self, draft: Draft, language: Language) -> None:
        """Write the sentence of a claim."""
        self.marks = []
        FRAMES[draft.form](self, draft, language)
        self.write(".")


def _paraphrase(passage: Passage, draft: Draft, language: Language) -> None:
    if draft.split:
        _around_chain(passage, draft, language, quotes=("", ""))
        return
    _begin_with_chain(passage, draft, language)
    passage.write(language.joiner)
    passage.mark("content", " ".join(draft.content.pieces))


def _direct_quote(passage: Passage, draft: Draft, language: Language) -> None:
    opening, closing = language.quotes
    _around_chain(passage, draft, language, quotes=(opening, closing))


def _mixed_quote(passage: Passage, draft: Draft, language: Language) -> None:
    opening, closing = language.quotes
    first, second = draft.content.halves()
    _begin_with_chain(passage, draft, language)
    passage.write(language.joiner)
    quoted = f"{opening}{second or first}{closing}"
    passage.mark("content", f"{first} {quoted}" if second else quoted)


def _reported_act(passage: Passage, draft: Draft, language: Language) -> None:
    _begin_with_chain(passage, draft, language)
    passage.write(" ")
    passage.mark("content", " ".join(draft.content.pieces))


def _own_voice(passage: Passage, draft: Draft, _: Language) -> None:
    passage.mark("content", capital(" ".join(draft.content.pieces)))


def _unattributed(passage: Passage, draft: Draft, language: Language) -> None:
    passage.mark("cue", capital(draft.cue))
    passage.write(language.joiner)
    passage.mark("content", " ".join(draft.content.pieces))


def _around_chain(
    passage: Passage, draft: Draft, language: Language, *, quotes: tuple[str, str]
) -> None:
    """Print the content first; the second half of a split one follows the chain."""
    opening, closing = quotes
    first, second = draft.content.halves()
    if not draft.split and second:
        first, second = f"{first} {second}", ""
    passage.mark("content", f"{opening}{capital(first)}{closing}")
    passage.write(", ")
    _chain(passage, draft, language)
    if second:
        passage.write(", ")
        passage.mark("content", f"{opening}{second}{closing}", seq=2)


def _begin_with_chain(passage: Passage, draft: Draft, language: Language) -> None:
    draft.steps[0].printed = capital(draft.steps[0].printed or "")
    _chain(passage, draft, language)


def _chain(passage: Passage, draft: Draft, language: Language) -> None:
    for position, group in groupby(draft.steps, attrgetter("position")):
        if position > 1:
            passage.write(language.joiner)
        *_, last = steps = list(group)
        _sources(passage, steps, language)
        if last.cue:
            passage.write(" ")
            passage.mark("cue", last.cue, position=position)
        if position == 1 and draft.day:
            passage.write(f" {draft.day}")


def _sources(passage: Passage, steps: Sequence[Step], language: Language) -> None:
    """Print the sources at one position of a chain."""
    for seq, step in enumerate(steps, 1):
        if seq > 1:
            passage.write(language.conjunction)
        passage.mark("source", step.printed or "", position=step.position, seq=seq)


FRAMES: dict[str, Callable[[Passage, Draft, Language], None]] = {
    "paraphrase": _paraphrase,
    "direct_quote": _direct_quote,
    "mixed_quote": _mixed_quote,
    "reported_act": _reported_act,
    "own_voice": _own_voice,
    "unattributed": _unattributed,
}
