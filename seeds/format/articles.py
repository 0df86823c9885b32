"""The article of a seed file and its claims."""

from pydantic import Field

from db.models.article import AddressKind, ArticleKind, IdentifierScheme
from db.models.attribution import Relation
from db.models.claim import Act, Form, Knowledge, Terms
from db.models.stance import StanceValue
from seeds.format.parts import FuzzyDate, Key, Language, Part, Words


class Address(Part):
    """Another address at which the article answers."""

    kind: AddressKind
    url: str


class ArticleIdentifier(Part):
    """What others call the article."""

    scheme: IdentifierScheme
    value: str


class Article(Part):
    """The article of a seed file, without its text."""

    outlet: Key | None
    kind: ArticleKind
    title: str | None
    url: str | None = None
    addresses: tuple[Address, ...] = ()
    identifiers: tuple[ArticleIdentifier, ...] = ()
    byline: str | None = None
    dateline: str | None = None
    language: Language | None = None
    published: FuzzyDate | None


class Step(Part):
    """A step of a chain; its source is a key."""

    position: int = Field(ge=1)
    source: Key
    relation: Relation
    as_printed: str | None
    cue: str | None


class Stance(Part):
    """The stance of a claim on a fact of the file, and the reason for it."""

    fact: Key
    stance: StanceValue
    reason: Words


class Claim(Part):
    """A claim of the article; loading finds it by its words."""

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
    subjects: tuple[Key, ...] = ()  # sources that the claim is about
    stances: tuple[Stance, ...] = ()
