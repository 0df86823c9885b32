"""Records the claims of a root article in a reprint that contains their words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from db.commands.claims import ClaimSpec, Step, load_article, record_claim
from db.commands.claims.context import ArticleContext
from db.commands.claims.reanchoring.later_texts import LaterText, later_text
from db.commands.claims.spans import Selector, anchor, quoted
from db.commands.sources import Spec
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Affiliation, Article, Claim, Source, Span, Tag
from db.queries.snapshots import children_of
from db.queries.survivors import survivor_of
from db.queries.visibility import visible

# Columns of a claim that depend on its article, or are computed.
OWN = {
    *("id", "version", "created_at", "updated_at", "withdrawn_at", "article_id"),
    *("revision_id", "outlet_id", "dated_at", "dated_basis", "start"),
    *("content_key", "merged_into_id", "survivor_id"),
}
COPIED = [one.key for one in Claim.__table__.columns if one.key not in OWN]
DESCRIBING = (
    *("kind", "name", "ordinal", "people", "sector", "seniority", "country_code"),
    *("language", "description", "visibility", "embargo_until"),
)
HELD = ("relation", "title", "held_from", "held_to", "held_precision", "held_text")


class TakenOver(NamedTuple):
    """A claim of a reprint, and the claim of the root article that it repeats."""

    claim_id: int
    root_claim_id: int


class LeftOut(NamedTuple):
    """A claim of the root article that was not taken over, and the reason."""

    root_claim_id: int
    text: str
    reason: str


def take_over_claims(
    write: Write, article: Article
) -> tuple[list[TakenOver], list[LeftOut]]:
    """Record the claims of an article's root whose words are in its text.

    Return the new claims and the claims that were left out.
    """
    taken, left = list[TakenOver](), list[LeftOut]()
    context = load_article(write, article.id)
    for claim in _claims(write, article.root_article_id):
        try:
            with write.savepoint():
                spec = _spec(write, claim)
                spans = _spans(write, claim, context)
                claim_id = record_claim(write, context, spec, spans=spans).id
        except (InvalidError, ConflictError) as error:
            left.append(LeftOut(claim.id, claim.text, str(error)))
        else:
            taken.append(TakenOver(claim_id, claim.id))
    return taken, left


def _claims(write: Write, root_id: int | None) -> Sequence[Claim]:
    """Return the live claims of an article, and of the articles merged with it."""
    root = select(survivor_of(Article)).where(Article.id == root_id)
    articles = select(Article.id).where(survivor_of(Article).in_(root))
    children = (getattr(Claim, name) for name in children_of("claim"))
    return write.session.scalars(
        select(Claim)
        .where(Claim.article_id.in_(articles), visible(Claim, write.viewer))
        .options(*(selectinload(child) for child in children))
        .order_by(Claim.start, Claim.id)
        .execution_options(populate_existing=True)
    ).all()


def _spans(write: Write, claim: Claim, article: ArticleContext) -> list[Span]:
    """Return the spans of a claim in the text of another article.

    Raise ``InvalidError`` if the text does not contain its exact words.
    """
    later = later_text(write, article)
    if later is None:
        message = "The article has no text."
        raise InvalidError(message, "text")
    wanted = _of_content(claim.spans)
    if not wanted:
        words = Selector("content", exact=claim.text)
        content_spans = anchor(later.text, [words], chain_length=0)
        return [*content_spans, *_found(later, claim.spans)]
    found = list(_found(later, claim.spans))
    if len(_of_content(found)) < len(wanted):
        message = "These words are not in the text."
        raise InvalidError(message, "text", code="not_found")
    return found


def _of_content(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.part == "content"]


def _found(later: LaterText, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans whose words are in the text of another article."""
    seqs: Counter[tuple[str, int | None]] = Counter()
    for span in spans:
        found = later.find(span, None)
        if found is None or found.anchor == "fuzzy":
            continue
        key = span.part, span.position
        seqs[key] += 1
        place = quoted(later.text.text, found.start, found.end)
        same = {"part": span.part, "position": span.position, "seq": seqs[key]}
        yield Span(**same, **place, anchor="exact")


def _spec(write: Write, claim: Claim) -> ClaimSpec:
    """Return the spec to record a claim again in another article."""
    return ClaimSpec(
        {name: getattr(claim, name) for name in COPIED},
        _steps(write, claim),
        tags=_tags(write, claim),
        stances=_stances(claim),
        subjects=_subjects(write, claim),
    )


def _steps(write: Write, claim: Claim) -> list[Step]:
    return [
        Step(
            step.position,
            step.relation,
            **_source(write, step.source_id),
            as_printed=step.as_printed,
            cue=step.cue,
        )
        for step in claim.attribution
    ]


def _tags(write: Write, claim: Claim) -> Sequence[str]:
    names = select(Tag.name).where(Tag.id.in_([tag.tag_id for tag in claim.tags]))
    return write.session.scalars(names.order_by(Tag.name)).all()


def _stances(claim: Claim) -> list[Spec]:
    return [{"fact_id": one.fact_id, "stance": one.stance} for one in claim.stances]


def _subjects(write: Write, claim: Claim) -> list[Spec]:
    return [_source(write, one.source_id) for one in claim.subjects if one.source_id]


def _source(write: Write, source_id: int) -> dict[str, Any]:
    """Return a named source by id, or a description of an unnamed one."""
    source = write.session.get_one(Source, source_id)
    if source.article_id is None:
        return {"source_id": source_id}
    described: Spec = {name: getattr(source, name) for name in DESCRIBING}
    return {"source": {**described, "affiliations": _affiliations(write, source_id)}}


def _affiliations(write: Write, source_id: int) -> list[Spec]:
    organisation = select(func.coalesce(Source.survivor_id, Source.id))
    found = write.session.execute(
        select(
            *(getattr(Affiliation, name) for name in HELD),
            organisation.where(Source.id == Affiliation.organisation_id)
            .scalar_subquery()
            .label("organisation_id"),
        )
        .where(Affiliation.source_id == source_id)
        .order_by(Affiliation.id)
    )
    return [dict(row) for row in found.mappings().all()]
