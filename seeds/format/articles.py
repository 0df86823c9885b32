"""The article of a seed file and its claims."""

from pydantic import AwareDatetime, Field

from db.models.article import AddressKind, ArticleKind, IdentifierScheme
from db.models.attribution import Relation
from db.models.claim import Act, Form, Knowledge, Method, ProbabilityBasis, Terms
from db.models.claim_link import LinkKind
from db.models.span import Part as SpanPart
from db.models.stance import StanceValue
from seeds.format.parts import FuzzyDate, Key, Language, Part, Words


class Address(Part):
    """Another web address of the article."""

    kind: AddressKind
    url: str


class ArticleIdentifier(Part):
    """An external identifier of the article."""

    scheme: IdentifierScheme
    value: str


class Text(Part):
    """A text of the article, and when it was captured."""

    text: Words
    captured_at: AwareDatetime


class Article(Part):
    """The article of a seed file, with its texts if they ship: the oldest first."""

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
    reprints: Key | None = None  # the key of the file with the original
    texts: tuple[Text, ...] = ()


class Step(Part):
    """A step of a chain; its source is a key."""

    position: int = Field(ge=1)
    source: Key
    relation: Relation
    as_printed: str | None
    cue: str | None


class Span(Part):
    """Words in the first text; loading finds their place."""

    part: SpanPart
    position: int | None = Field(None, ge=1)
    exact: Words
    prefix: Words | None = None
    suffix: Words | None = None


class Link(Part):
    """A link to a claim of a file that was loaded earlier."""

    file: Key
    claim: Key
    kind: LinkKind


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
    spans: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    terms_reason: str | None = None
    probability_low: float | None = Field(None, ge=0, le=1)
    probability_high: float | None = Field(None, ge=0, le=1)
    probability_basis: ProbabilityBasis | None = None
    method: Method = "manual"
