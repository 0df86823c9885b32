"""Reads a seed file and checks its references."""

import json
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from seeds.errors import SeedError
from seeds.format.articles import Article, Claim
from seeds.format.facts import Fact
from seeds.format.parts import Key, Part
from seeds.format.sources import Named, Source, Unnamed


class SeedFile(Part):
    """A seed file in which all references exist."""

    key: Key
    sources: tuple[Named, ...]
    article: Article | None = None
    unnamed: tuple[Unnamed, ...] = ()
    claims: tuple[Claim, ...] = ()
    facts: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def check_keys(self) -> "SeedFile":
        """Raise an error for repeated keys and references to missing keys."""
        sources = (*self.sources, *self.unnamed)
        _once("source key", _keys(sources))
        _once("claim key", _keys(self.claims))
        _known(_keys(self.sources), self._organisations_and_assessors())
        _known(_keys(sources), self._speakers_and_subjects())
        return self

    @model_validator(mode="after")
    def check_outlet(self) -> "SeedFile":
        """Raise an error for an article whose outlet is not one of the outlets."""
        if self.article and self.article.outlet:
            outlets = [one for one in self.sources if one.kind == "outlet"]
            _known(_keys(outlets), [self.article.outlet])
        return self

    @model_validator(mode="after")
    def check_facts(self) -> "SeedFile":
        """Raise an error for repeated facts and assessments."""
        _once("fact slug", [fact.slug for fact in self.facts])
        for fact in self.facts:
            times = [str(one.as_of) for one in fact.assessments]
            _once(f"instant in the assessments of {fact.slug}", times)
        if self.facts:
            _once("claim text", [claim.text for claim in self.claims])
        return self

    @model_validator(mode="after")
    def check_stances(self) -> "SeedFile":
        """Raise an error for repeated stances and stances on unknown facts."""
        slugs = {fact.slug for fact in self.facts}
        for claim in self.claims:
            on = [stance.fact for stance in claim.stances]
            _once(f"fact in the stances of claim {claim.key}", on)
            _known(slugs, on, what="fact")
        return self

    @model_validator(mode="after")
    def check_article(self) -> "SeedFile":
        """Raise an error for an article without identity, or claims without article."""
        if (self.article is None) != (not self.unnamed):
            # Loading finds the article by these, even if analysts change it.
            message = "an article has unnamed sources, and these an article"
            raise ValueError(message)
        if self.claims and self.article is None:
            message = "claims need an article"
            raise ValueError(message)
        return self

    def _organisations_and_assessors(self) -> Iterator[str]:
        for source in (*self.sources, *self.unnamed):
            yield from _organisations(source)
        for fact in self.facts:
            yield from (one.assessor for one in fact.assessments if one.assessor)

    def _speakers_and_subjects(self) -> Iterator[str]:
        for claim in self.claims:
            yield from (step.source for step in claim.attribution)
            yield from claim.subjects

    def named_in_order(self) -> Sequence[Named]:
        """Return the named sources, each after the sources it is affiliated with."""
        by_key = {source.key: source for source in self.sources}
        ties = {source.key: _organisations(source) for source in self.sources}
        return [by_key[key] for key in TopologicalSorter(ties).static_order()]


def read_seed_file(path: Path) -> SeedFile:
    """Read and check one file; raise ``SeedError`` with the place of the error."""
    seed = _parse(path)
    if seed.key != path.stem:
        message = f"{path.name}: its key is {seed.key}, not its name"
        raise SeedError(message)
    return seed


def _parse(path: Path) -> SeedFile:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        # Serialised again, so that escaped letters are normalised, too.
        text = unicodedata.normalize("NFC", json.dumps(given, ensure_ascii=False))
        seed = SeedFile.model_validate(json.loads(text))
        seed.named_in_order()
    except ValidationError as error:
        raise SeedError(f"{path.name}: {_first(error)}") from error
    except CycleError as error:
        message = f"{path.name}: affiliations run in a circle: {error.args[1]}"
        raise SeedError(message) from error
    except ValueError as error:
        raise SeedError(f"{path.name}: {error}") from error
    return seed


def _first(error: ValidationError) -> str:
    found: Any = error.errors()[0]
    place = ".".join(str(step) for step in found["loc"])
    return f"{place}: {found['msg']}" if place else str(found["msg"])


def _keys(parts: Iterable[Source | Claim]) -> list[str]:
    return [part.key for part in parts]


def _organisations(source: Source) -> list[str]:
    return [tie.organisation for tie in source.affiliations if tie.organisation]


def _once(what: str, keys: Sequence[str]) -> None:
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        message = f"two have the {what} {twice[0]}"
        raise ValueError(message)


def _known(
    known: Collection[str],
    keys: Iterable[str],
    *,
    what: str = "source of the right kind",
) -> None:
    for key in keys:
        if key not in known:
            message = f"no {what} has the key {key}"
            raise ValueError(message)
