"""The named sources that synthetic articles quote, and the tags on their claims."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from db.commands.records import stamp_new
from db.commands.sources.naming import make_name, name_source
from db.models import Affiliation, Source, SourceIdentifier, Tag
from db.values.names import match_key
from seeds.generate import shares
from seeds.generate.chance import Weighted, pick, weighted, zipf
from seeds.generate.names import Names
from seeds.generate.rows import Rows
from seeds.generate.words import Language, read_language

REGISTERED = datetime(2016, 12, 1, tzinfo=UTC)  # before all articles
SCHEME = "synthetic"
ORGANISATIONS = ("organisation", "group")
COUNTRIES = ("BR", "CA", "DE", "EG", "FR", "IN", "JP", "KE", "NG", "PL", "UA", "US")
SECTORS = ("government", "business", "academia", "civil_society", "military", "health")


@dataclass(frozen=True, slots=True)
class Voice:
    """The properties of a source that articles depend on."""

    id: int
    name: str
    kind: str
    language: str
    organisation: "Voice | None" = None  # its affiliation


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet, its language and its country."""

    voice: Voice
    language: Language
    host: str


@dataclass(frozen=True)
class Register:
    """All named sources and tags; the first are the most frequent."""

    voices: Weighted[Voice]
    compatriots: Mapping[str, Weighted[Voice]]  # the voices by their language
    organisations: Weighted[Voice]
    outlets: Weighted[Outlet]
    tags: Weighted[str]  # their names


class Registrar:
    """Creates the named sources and tags with their rows."""

    def __init__(self, random: Random, names: Names, rows: Rows) -> None:
        self._random = random
        self._names = names
        self._rows = rows
        languages = [read_language(code) for code in shares.LANGUAGES]
        self._language = Weighted(languages, shares.LANGUAGES.values())
        self._main_language = languages[0]

    def register(self, claims: int) -> Register:
        """Create the named sources and tags for this number of claims."""
        count = amount(claims, shares.CLAIMS_PER_OUTLET, shares.OUTLETS)
        outlets = [self._outlet(first=number == 0) for number in range(count)]
        voices = self._voices(amount(claims, shares.CLAIMS_PER_SOURCE, shares.SOURCES))
        impersonal = [voice for voice in voices if voice.kind in ORGANISATIONS]
        return Register(
            voices=zipf(voices),
            compatriots=_by_language(voices),
            organisations=zipf(impersonal),
            outlets=zipf(outlets),
            tags=zipf(self._tags()),
        )

    def _voices(self, count: int) -> list[Voice]:
        """Create people after their organisations, then shuffle all."""
        kind = weighted(shares.KINDS)
        kinds = ["organisation", *(kind.pick(self._random) for _ in range(count - 1))]
        voices = [self._voice(kind) for kind in kinds if kind != "person"]
        organisations = zipf([one for one in voices if one.kind in ORGANISATIONS])
        voices += [self._person(organisations) for _ in range(count - len(voices))]
        self._random.shuffle(voices)
        return voices

    def _outlet(self, *, first: bool) -> Outlet:
        language = self._main_language if first else self._language.pick(self._random)
        voice = self._voice("outlet", language, sector="media")
        host = f"outlet-{voice.id}.example"
        self._identify(voice, "homepage", f"https://{host}/")
        return Outlet(voice, language, host)

    def _person(self, organisations: Weighted[Voice]) -> Voice:
        voice = self._voice("person")
        if self._random.random() >= shares.AFFILIATED:
            return voice
        organisation = organisations.pick(self._random)
        affiliation = Affiliation(
            source_id=voice.id, organisation_id=organisation.id, relation="works_for"
        )
        self._rows.add(affiliation)
        return replace(voice, organisation=organisation)

    def _voice(
        self, kind: str, language: Language | None = None, *, sector: str | None = None
    ) -> Voice:
        language = language or self._language.pick(self._random)
        name = self._names.of(kind, language)
        source = Source(
            id=self._rows.next_id(Source),
            name=name,
            kind=kind,
            sector=sector or pick(self._random, SECTORS),
            country_code=pick(self._random, COUNTRIES),
            language=language.code,
            ordinal=1,
            seniority="unknown",
            visibility="public",
        )
        name_source(source)
        stamp_new(source, REGISTERED + timedelta(seconds=source.id))
        self._rows.add(source)
        voice = Voice(source.id, name, kind, language.code)
        self._identify(voice, SCHEME, f"source-{source.id}")
        if kind in ORGANISATIONS:
            self._abbreviate(voice)
        return voice

    def _identify(self, voice: Voice, scheme: str, value: str) -> None:
        identifier = SourceIdentifier(
            source_id=voice.id, scheme=scheme, value=value, visibility="public"
        )
        self._rows.add(identifier)

    def _abbreviate(self, voice: Voice) -> None:
        initials = "".join(word[0] for word in voice.name.split() if word[0].isupper())
        if len(initials) > 1:
            name = make_name(name=initials, kind="acronym", language=voice.language)
            name.source_id = voice.id
            self._rows.add(name)

    def _tags(self) -> list[str]:
        names = dict.fromkeys(shares.TOPICS)
        while len(names) < shares.TAGS:
            names[self._names.place(self._main_language).lower()] = None
        for number, name in enumerate(names, 1):
            tag = Tag(name=name, match_key=match_key(name), visibility="public")
            stamp_new(tag, REGISTERED + timedelta(seconds=number))
            self._rows.add(tag)
        return list(names)


def _by_language(voices: Sequence[Voice]) -> dict[str, Weighted[Voice]]:
    found: dict[str, list[Voice]] = defaultdict(list)
    for voice in voices:
        found[voice.language].append(voice)
    return {language: zipf(those) for language, those in found.items()}


def amount(claims: int, claims_each: int, limits: tuple[int, int]) -> int:
    """Return a number in proportion to ``claims``, within limits."""
    fewest, most = limits
    return max(fewest, min(most, claims // claims_each))
