"""The format of a seed file: named sources, one article, its unnamed sources, claims.

Records name each other by ``key``; a key is unique in its file and, behind the file's
own key, among all files. It stays what it is when the file changes.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from db.base import Precision
from db.models.affiliation import AffiliationRelation
from db.models.article import ArticleKind
from db.models.attribution import Relation
from db.models.claim import Act, Form, Knowledge, Terms
from db.models.source import NamedKind, NameKind, Seniority, UnnamedKind
from seeds.errors import SeedError

Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """Base of everything in a seed file: what it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FuzzyDate(Part):
    """A date with its borders, its precision and its words."""

    from_: AwareDatetime | None = Field(alias="from")
    to: AwareDatetime | None
    precision: Precision | None
    text: str | None

    def columns(self, name: str) -> dict[str, datetime | str | None]:
        """Return the columns of the fuzzy date called ``name``."""
        return {
            f"{name}_from": self.from_,
            f"{name}_to": self.to,
            f"{name}_precision": self.precision,
            f"{name}_text": self.text,
        }


class Name(Part):
    """Another name of a source."""

    name: Words
    kind: NameKind
    language: str | None = None


class Identifier(Part):
    """What another register calls a source."""

    scheme: Words
    value: Words


class Affiliation(Part):
    """A tie to a named source of the same file."""

    organisation: Key
    relation: AffiliationRelation
    title: str | None = None


class Source(Part):
    """What named and unnamed sources share."""

    key: Key
    name: Words
    sector: str | None = None
    country_code: str | None = None
    language: str | None = None
    description: str | None = None
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()


class Named(Source):
    """A source that other articles may quote too."""

    kind: NamedKind


class Unnamed(Source):
    """A source that belongs to the article of its file."""

    kind: UnnamedKind
    ordinal: int = Field(1, ge=1)
    people: int | None = Field(None, ge=1)
    seniority: Seniority = "unknown"


class Article(Part):
    """The article of a seed file, without its text."""

    outlet: Key | None
    kind: ArticleKind
    title: str | None
    url: str | None = None
    byline: str | None = None
    dateline: str | None = None
    language: str | None = None
    published: FuzzyDate | None


class Step(Part):
    """One step of a chain; its source is a key."""

    position: int = Field(ge=1)
    source: Key
    relation: Relation
    as_printed: str | None
    cue: str | None


class Claim(Part):
    """One claim of the article."""

    key: Key
    text: Words
    statement: str | None
    form: Form
    act: Act
    hedges: tuple[Words, ...]
    said: FuzzyDate | None
    about: FuzzyDate | None
    channel: str | None
    knowledge: Knowledge
    terms: Terms
    tags: tuple[Words, ...]
    attribution: tuple[Step, ...]


class SeedFile(Part):
    """One seed file whose references all lead somewhere."""

    key: Key
    sources: tuple[Named, ...]
    article: Article | None = None
    unnamed: tuple[Unnamed, ...] = ()
    claims: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def check_keys(self) -> "SeedFile":
        """Refuse keys that stand twice or lead nowhere."""
        named = {source.key for source in self.sources}
        outlets = {source.key for source in self.sources if source.kind == "outlet"}
        sources = (*self.sources, *self.unnamed)
        _once("source", [source.key for source in sources])
        _once("claim", [claim.key for claim in self.claims])
        _known(named, (t.organisation for one in sources for t in one.affiliations))
        _known(
            named | {source.key for source in self.unnamed},
            (step.source for claim in self.claims for step in claim.attribution),
        )
        if self.article and self.article.outlet:
            _known(outlets, [self.article.outlet])
        return self

    @model_validator(mode="after")
    def check_article(self) -> "SeedFile":
        """Refuse an article that could not be found again, and claims in none."""
        if (self.article is None) != (not self.unnamed):
            # By these it is found again, whatever analysts do to it.
            message = "an article has unnamed sources, and these an article"
            raise ValueError(message)
        if self.claims and self.article is None:
            message = "claims stand in an article"
            raise ValueError(message)
        return self

    def named_in_order(self) -> Sequence[Named]:
        """Return the named sources, each behind those it is affiliated with."""
        by_key = {source.key: source for source in self.sources}
        ties = {
            source.key: [tie.organisation for tie in source.affiliations]
            for source in self.sources
        }
        return [by_key[key] for key in TopologicalSorter(ties).static_order()]


def read_seed_file(path: Path) -> SeedFile:
    """Read and check one file; raise ``SeedError`` with the place of the mistake."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        # Written out again, because escaped letters are to be composed as well.
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
    if seed.key != path.stem:
        message = f"{path.name}: its key is {seed.key}, not its name"
        raise SeedError(message)
    return seed


def _first(error: ValidationError) -> str:
    found: Any = error.errors()[0]
    place = ".".join(str(step) for step in found["loc"])
    return f"{place}: {found['msg']}" if place else str(found["msg"])


def _once(what: str, keys: Sequence[str]) -> None:
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        message = f"two have the {what} key {twice[0]}"
        raise ValueError(message)


def _known(known: set[str], keys: Iterable[str]) -> None:
    for key in keys:
        if key not in known:
            message = f"no source of the right kind has the key {key}"
            raise ValueError(message)
