"""Makes a new claim with its parts, before it is stored."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self

from db.commands.claims.chain import Step, resolve_chain
from db.commands.claims.computed_columns import derive, wanted_access
from db.commands.claims.context import ArticleContext, Texts
from db.commands.claims.spans import Selector, anchor
from db.commands.claims.stances import resolve_stances, stance_values
from db.commands.claims.subjects import resolve_subjects
from db.commands.dating import interval_of, refuse_said_later
from db.commands.facts.registering import Spec
from db.commands.known_records import KnownRecords
from db.commands.tags import resolve_tags
from db.commands.visibility.access import Access, access_in, strictest
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Claim, ClaimTag, Span, Stance
from db.models.unmapped import unmapped
from db.queries.named_records import NamedRecordRow
from db.queries.snapshot_references import Reference
from db.search.analyser import claim_words
from db.values.names import match_key

NEW_CLAIM, NEW_TAG = unmapped(Claim), unmapped(ClaimTag)
NEW_STANCE = unmapped(Stance)
InTime = Callable[[Iterable[Selector]], Iterable[Selector]]
DEFAULTS = {
    "act": "assertion",
    "knowledge": "unknown",
    "terms": "unknown",
    "method": "manual",
    "visibility": "public",
}


@dataclass(frozen=True)
class ClaimSpec:
    """A claim as sent by a writer: its columns and its parts."""

    columns: Mapping[str, Any]
    attribution: Sequence[Step] = ()
    spans: Sequence[Selector] = ()
    tags: Sequence[str] = ()
    stances: Sequence[Spec] = ()  # each with ``fact_id`` or ``fact``, and ``stance``
    subjects: Sequence[Spec] = ()  # each with ``source_id`` or ``source``

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Return the columns, with defaults for missing ones."""
        values = DEFAULTS | dict(self.columns)
        values.setdefault("review", review_of(values["method"]))
        return values

    @cached_property
    def words(self) -> str:
        """Return the search text."""
        return claim_words(NEW_CLAIM(**self.values))

    @cached_property
    def text_key(self) -> str:
        """Return the match key of the text."""
        return match_key(self.values["text"])

    def prepare(self) -> Self:
        """Compute what needs no database, so that no other write waits for it."""
        _ = self.words, self.text_key
        return self

    @property
    def described(self) -> list[Spec]:
        """Return the described sources."""
        subjects = (one.get("source") for one in self.subjects)
        steps = (step.source for step in self.attribution)
        return list(filter(None, (*steps, *subjects)))

    def source_ids(self) -> list[int]:
        """Return the ids of the named sources."""
        subjects = (one.get("source_id") for one in self.subjects)
        steps = (step.source_id for step in self.attribution)
        return list(filter(None, (*steps, *subjects)))

    def fact_ids(self) -> list[int]:
        """Return the ids of the named facts."""
        return list(filter(None, (one.get("fact_id") for one in self.stances)))


class NewClaim(NamedTuple):
    """A new claim, its article and spec, and the write of its caller.

    ``names`` are names of stored records that were read and locked for new claims.
    """

    claim: Claim
    article: ArticleContext
    spec: ClaimSpec
    write: Write
    names: Mapping[Reference, NamedRecordRow]

    @property
    def id(self) -> int:
        """Return the id of the claim."""
        return self.claim.id


def new_claim(
    known: KnownRecords,
    article: ArticleContext,
    spec: ClaimSpec,
    *,
    spans: list[Span] | None = None,
) -> Claim:
    """Return a new claim with its parts, not yet stored.

    Sources, tags and facts that it describes are matched or created; none of them if it
    is refused. Raise ``NotStoredError`` if a record cannot be created later.
    """
    with known.attempt():
        return _made(known, article, spec, spans=spans)


def _made(
    known: KnownRecords,
    article: ArticleContext,
    spec: ClaimSpec,
    *,
    spans: list[Span] | None,
) -> Claim:
    write = known.write
    if survivor_id := article.row.survivor_id:
        raise InvalidError.merged("article", survivor_id, "article_id")
    claim = _with_columns(write, article, spec)
    wanted = wanted_access(access_in(spec.columns), claim.terms)
    within = strictest(wanted, article.access)
    chain = resolve_chain(
        known, claim.form, spec.attribution, article_id=article.id, within=within
    )
    within = strictest(within, chain.access)
    if spans is None:
        spans = spans_of(article, spec, in_time=write.in_time)
    claim.spans = spans
    claim.attribution = list(chain.steps)
    claim.subjects = resolve_subjects(
        known, spec.subjects, article_id=article.id, within=within
    )
    tag_ids = resolve_tags(write, spec.tags, within=within, known=known)
    claim.tags = [NEW_TAG(tag_id=tag_id) for tag_id in tag_ids]
    claim.stances, claim.links = _stances(known, spec, within), []
    refuse_said_later(write, interval_of(claim, "said"), article.published)
    derive(claim, article, sources=chain.access, text_key=spec.text_key)
    return claim


def _with_columns(write: Write, article: ArticleContext, spec: ClaimSpec) -> Claim:
    return NEW_CLAIM(
        **spec.values,
        article_id=article.id,
        revision_id=article.revision_id,
        created_at=write.now,
    )


def _stances(known: KnownRecords, spec: ClaimSpec, within: Access) -> list[Stance]:
    stances = resolve_stances(known, spec.stances, within=within)
    return [
        NEW_STANCE(**stance_values(known.write, fact_id, stance=stance))
        for fact_id, stance in stances.items()
    ]


def spans_of(article: Texts, spec: ClaimSpec, *, in_time: InTime) -> list[Span]:
    """Return the spans of a claim, anchored in the text of its article."""
    length = max((step.position for step in spec.attribution), default=0)
    spans = in_time(spec.spans)
    return anchor(article.text, spans, chain_length=length, sent=article.sent)


def review_of(method: str) -> str:
    """Return the review state of a new claim: manual claims count as reviewed."""
    return "reviewed" if method == "manual" else "draft"
