"""The sources that a synthetic article quotes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from random import Random

from db.commands.records import stamp_new
from db.commands.sources.naming import name_source
from db.models import Source
from seeds.generate import shares
from seeds.generate.chance import pick
from seeds.generate.prose import Prose
from seeds.generate.register import Outlet, Register, Voice
from seeds.generate.rows import Rows

VOICES = 0.4  # named sources drawn for each claim of the article
LOCATED = 0.4  # share of unnamed sources with a place
QUOTED_AGAIN = 0.5  # share of quotes of an unnamed source that was quoted before


@dataclass(frozen=True, slots=True)
class Frame:
    """The properties of an article that its claims depend on."""

    id: int
    outlet: Outlet
    recorded_at: datetime
    published_at: datetime
    precision: str
    claims: int
    revised: bool  # whether there is an earlier text


class Cast:
    """The sources of an article; prominent ones appear several times."""

    def __init__(
        self, random: Random, rows: Rows, register: Register, *, frame: Frame
    ) -> None:
        self.frame = frame
        self.register = register
        self._random = random
        self._rows = rows
        count = 2 + int(VOICES * frame.claims)
        self._voices = [self._voice() for _ in range(count)]
        self._quotes_unnamed = random.random() < shares.UNNAMED_IN_ARTICLE
        self._unnamed: list[Voice] = []
        self._ordinals: Counter[tuple[str, str]] = Counter()

    def speaker(self, prose: Prose) -> Voice:
        """Return a speaker."""
        if not self._quotes_unnamed or self._random.random() >= shares.UNNAMED:
            return pick(self._random, self._voices)
        if self._unnamed and self._random.random() < QUOTED_AGAIN:
            return pick(self._random, self._unnamed)
        self._unnamed.append(self._make_unnamed(prose))
        return self._unnamed[-1]

    def other_than(self, speaker: Voice) -> Voice | None:
        """Return a named source that can speak jointly with ``speaker``."""
        other = pick(self._random, self._voices)
        alone = other.id == speaker.id or other.kind == "document"
        return None if alone else other

    def _voice(self) -> Voice:
        voices = self.register.voices
        if self._random.random() >= shares.ABROAD:
            language = self.frame.outlet.language.code
            voices = self.register.compatriots.get(language, voices)
        return voices.pick(self._random)

    def _make_unnamed(self, prose: Prose) -> Voice:
        descriptor = pick(self._random, prose.language.descriptors)
        name = descriptor.name
        if self._random.random() < LOCATED:
            name = prose.located(name)
        source = Source(
            name=name,
            kind=descriptor.kind,
            article_id=self.frame.id,
            people=descriptor.people,
            sector=descriptor.sector,
            seniority=descriptor.seniority,
            language=prose.language.code,
            visibility="public",
        )
        name_source(source)
        self._ordinals[source.kind, source.match_key] += 1
        source.ordinal = self._ordinals[source.kind, source.match_key]
        stamp_new(source, self.frame.recorded_at)
        self._rows.add(source)
        printed = f"{descriptor.article} {name}".strip()
        if source.ordinal > 1:
            printed = prose.language.another.format(name)
        return Voice(source.id, printed, descriptor.kind, prose.language.code)
