"""Names made of syllables."""

from collections import Counter
from random import Random

from db.values.text import fold
from seeds.generate.chance import pick
from seeds.generate.shares import PLACES
from seeds.generate.words import Language

ATTEMPTS = 8


class Names:
    """Names in all languages; each is used once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: Counter[str] = Counter()
        self._places: dict[str, list[str]] = {}

    def of(self, kind: str, language: Language) -> str:
        """Return a name for a new source of this kind."""
        for _ in range(ATTEMPTS):
            name = self._compose(kind, language)
            if fold(name) not in self._given:
                break
        self._given[fold(name)] += 1
        number = self._given[fold(name)]
        return name if number == 1 else f"{name} {number}"

    def person(self, language: Language) -> str:
        """Return the name of a person, which may have been used before."""
        given = self._join(language, "given", "given_end")
        return f"{given.capitalize()} {self._join(language, 'family', 'family_end')}"

    def place(self, language: Language) -> str:
        """Draw a place: a few of them are frequent."""
        if language.code not in self._places:
            parts = ("place", "place_middle", "place_end")
            found = (self._join(language, *parts) for _ in range(PLACES))
            self._places[language.code] = list(dict.fromkeys(found))
        places = self._places[language.code]
        return places[int(len(places) * self._random.random() ** 3)]

    def _compose(self, kind: str, language: Language) -> str:
        if kind == "person":
            return self.person(language)
        pattern = pick(self._random, language.names[kind])
        return pattern.format(self.place(language))

    def _join(self, language: Language, *parts: str) -> str:
        return "".join(pick(self._random, language.names[part]) for part in parts)
