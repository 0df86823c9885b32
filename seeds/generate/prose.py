"""The propositions of synthetic articles, before they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from seeds.generate import shares
from seeds.generate.chance import length, pick
from seeds.generate.names import Names
from seeds.generate.words import Language

PLACED = 0.4  # share of adjuncts that name a place
ADJUNCT = 20  # approximate characters
CLAUSE = 4  # pieces, including adjuncts


@dataclass(frozen=True, slots=True)
class Content:
    """A proposition in pieces, between which it can be split."""

    pieces: Sequence[str]
    hedge: str | None = None

    def halves(self) -> tuple[str, str]:
        """Return two parts; the second is empty if it cannot be split."""
        middle = (len(self.pieces) + 1) // 2
        return " ".join(self.pieces[:middle]), " ".join(self.pieces[middle:])


class Prose:
    """Draws random propositions in one language."""

    def __init__(self, random: Random, names: Names, language: Language) -> None:
        self.language = language
        self._random = random
        self._names = names
        self._hedged = list(language.hedged)

    def proposition(self, *, prefix: str = "", breakable: bool = False) -> Content:
        """Return a proposition with the length of a claim."""
        hedged = self._random.random() < shares.HEDGED
        modal = pick(self._random, self._hedged if hedged else self.language.modals)
        pieces = [prefix + self._clause(modal)]
        left = length(self._random, shares.CLAIM_LENGTH, shares.LONGEST_CLAIM)
        left -= len(pieces[0])
        while left > ADJUNCT // 2 or (breakable and len(pieces) == 1):
            pieces.append(self._piece(len(pieces)))
            left -= len(pieces[-1]) + 1
        return Content(pieces, self.language.hedged[modal] if hedged else None)

    def _piece(self, number: int) -> str:
        return self._adjunct() if number % CLAUSE else self._next_clause()

    def deed(self, verb: str) -> Content:
        """Return a verb with an object."""
        return Content([f"{verb} {pick(self._random, self.language.objects)}"])

    def headline(self) -> str:
        """Return a title."""
        return capital(self._clause(pick(self._random, self.language.modals)))

    def forecast(self) -> str:
        """Return a forecast."""
        return capital(self._clause(self.language.modals[0]))

    def located(self, name: str) -> str:
        """Return ``name`` with a place."""
        return f"{name} {self._place()}"

    def _clause(self, modal: str) -> str:
        subject = pick(self._random, self.language.subjects)
        return f"{subject} {modal} {pick(self._random, self.language.predicates)}"

    def _next_clause(self) -> str:
        modal = pick(self._random, self.language.modals)
        return f"{self.language.conjunction.lstrip()}{self._clause(modal)}"

    def _adjunct(self) -> str:
        if self._random.random() < PLACED:
            return self._place()
        return pick(self._random, self.language.adjuncts)

    def _place(self) -> str:
        return self.language.place.format(self._names.place(self.language))


def capital(words: str) -> str:
    """Return ``words`` capitalised for the beginning of a sentence."""
    return words[:1].upper() + words[1:]
