"""Sources in a seed file."""

from pydantic import Field

from db.models.affiliation import AffiliationRelation
from db.models.source import NamedKind, NameKind, Seniority, UnnamedKind
from seeds.format.parts import Country, Key, Language, Part, Words


class Name(Part):
    """Another name of a source."""

    name: Words
    kind: NameKind
    language: Language | None = None


class Identifier(Part):
    """The identifier of a source in another register."""

    scheme: Words
    value: Words


class Affiliation(Part):
    """An affiliation with a named source of the same file, or a title alone."""

    organisation: Key | None = None
    relation: AffiliationRelation | None = None
    title: str | None = None


class Source(Part):
    """The fields of named and unnamed sources."""

    key: Key
    name: Words
    sector: str | None = None
    country_code: Country | None = None
    language: Language | None = None
    description: str | None = None
    names: tuple[Name, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()


class Named(Source):
    """A named source, which other articles may quote, too."""

    kind: NamedKind


class Unnamed(Source):
    """An unnamed source, which belongs to the article of its file."""

    kind: UnnamedKind
    ordinal: int = Field(1, ge=1)
    people: int | None = Field(None, ge=1)
    seniority: Seniority = "unknown"
