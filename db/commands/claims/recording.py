"""New claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.commands.claims.chain import Step, attach_chain, resolve_chain
from db.commands.claims.computed_columns import derive, wanted_access
from db.commands.claims.context import ArticleContext
from db.commands.claims.merging import refuse_merged_repeat
from db.commands.claims.spans import Selector, anchor
from db.commands.claims.stances import resolve_stances, take_stances
from db.commands.claims.subjects import resolve_subjects
from db.commands.dating import interval_of, refuse_said_later
from db.commands.facts.registering import Spec
from db.commands.records import create
from db.commands.tags import resolve_tags
from db.commands.visibility.access import access_in, strictest
from db.engine.session import Write
from db.errors import (
    ConflictError,
    DataError,
    InvalidError,
    RepeatedItemError,
    raise_all,
)
from db.models import Claim, ClaimTag, Span

MAX_WRONG = 100  # spans of one request: that many are told at once
DEFAULTS = {
    "act": "assertion",
    "knowledge": "unknown",
    "terms": "unknown",
    "method": "manual",
    "visibility": "public",
}


@dataclass(frozen=True)
class ClaimSpec:
    """A claim as a writer gives it: its columns, and its parts."""

    columns: Mapping[str, Any]
    attribution: Sequence[Step] = ()
    spans: Sequence[Selector] = ()
    tags: Sequence[str] = ()
    stances: Sequence[Spec] = ()  # each with ``fact_id`` or ``fact``, and ``stance``
    subjects: Sequence[Spec] = ()  # each with ``source_id`` or ``source``


def record_claims(
    write: Write, claims: Sequence[tuple[ArticleContext, ClaimSpec]]
) -> list[int]:
    """Store the claims of one request and return their ids.

    All spans that are wrong are told at once. Otherwise the first claim that fails says
    which it was; one that repeats another points at it.
    """
    anchored = _anchor_all(write, claims)
    numbers: dict[int, int] = {}  # of the claims by their ids
    for number, (article, spec) in enumerate(claims):
        try:
            with write.below("claims", number):
                made = record_claim(write, article, spec, spans=anchored[number])
        except DataError as error:
            if (first := _repeated(error, numbers)) is not None:
                again = RepeatedItemError("claim", "claims", first)
                again.path = ("claims", number)
                raise again from error
            error.below("claims", number)
            raise
        numbers[made.id] = number
    return list(numbers)


def _repeated(error: DataError, numbers: Mapping[int, int]) -> int | None:
    """Return the number of the claim that another one of the request repeats."""
    if isinstance(error, ConflictError) and error.resource == "claim":
        return numbers.get(error.record_id or 0)
    return None


def _anchor_all(
    write: Write,
    claims: Sequence[tuple[ArticleContext, ClaimSpec]],
) -> list[list[Span]]:
    """Return the spans of each claim, or raise all that is wrong with them."""
    anchored, wrong = list[list[Span]](), list[InvalidError]()
    for number, (article, spec) in enumerate(claims):
        try:
            anchored.append(_spans(write, article, spec))
        except InvalidError as error:
            wrong += error.below("claims", number).each
        if len(wrong) >= MAX_WRONG:
            break
    raise_all(wrong)
    return anchored


def _spans(write: Write, article: ArticleContext, spec: ClaimSpec) -> list[Span]:
    length = max((step.position for step in spec.attribution), default=0)
    spans = write.in_time(spec.spans)
    return anchor(article.text, spans, chain_length=length, sent=article.sent)


def record_claim(
    write: Write,
    article: ArticleContext,
    spec: ClaimSpec,
    *,
    spans: list[Span] | None = None,
) -> Claim:
    """Store a claim with its parts; return it with its id.

    ``spans`` are those of the spec where they are anchored already.
    """
    if article.survivor_id:
        raise InvalidError.merged("article", article.survivor_id, "article_id")
    columns = DEFAULTS | dict(spec.columns)
    columns.setdefault("review", review_of(columns["method"]))
    claim = Claim(
        **columns,
        article_id=article.id,
        revision_id=article.revision_id,
        created_at=write.now,
    )
    wanted = wanted_access(access_in(columns), columns["terms"])
    within = strictest(wanted, article.access)
    chain = resolve_chain(
        write, claim.form, spec.attribution, article_id=article.id, within=within
    )
    within = strictest(within, chain.access)
    claim.spans = _spans(write, article, spec) if spans is None else spans
    attach_chain(claim, chain)
    claim.subjects = resolve_subjects(
        write, spec.subjects, article_id=article.id, within=within
    )
    tag_ids = resolve_tags(write, spec.tags, within=within)
    claim.tags = [ClaimTag(tag_id=tag_id) for tag_id in tag_ids]
    take_stances(write, claim, resolve_stances(write, spec.stances, within=within))
    refuse_said_later(write, interval_of(claim, "said"), article.published)
    derive(claim, article, sources=chain.access)
    refuse_merged_repeat(write, claim)
    create(write, claim)
    return claim


def review_of(method: str) -> str:
    """Return how far a new claim is reviewed: what a person wrote, a person read."""
    return "reviewed" if method == "manual" else "draft"
