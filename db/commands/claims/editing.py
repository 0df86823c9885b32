"""Changes to stored claims."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from db.commands.claims.chain import (
    Chain,
    Step,
    check_form,
    resolve_chain,
)
from db.commands.claims.computed_columns import derive, wanted_access
from db.commands.claims.context import (
    ArticleContext,
    LockedArticle,
    load_article,
    lock_article,
)
from db.commands.claims.moving import (
    carried_spans,
    refuse_bound_sources,
    refuse_missing_article,
)
from db.commands.claims.reanchoring import move_spans
from db.commands.claims.replacing import Parts, replace_parts
from db.commands.claims.spans import Selector, anchor, check_positions
from db.commands.claims.stances import resolve_stances
from db.commands.claims.subjects import resolve_subjects
from db.commands.dating import (
    dates_in,
    interval_of,
    refuse_restored_later,
    refuse_said_later,
)
from db.commands.facts.registering import Spec
from db.commands.known_records import KnownRecords
from db.commands.lifecycle import Lifecycle, Needed
from db.commands.records import fetch, restore, revised, set_values
from db.commands.tags import resolve_tags
from db.commands.visibility.access import (
    PUBLIC,
    Access,
    access_after,
    access_of,
    present_access,
    strictest,
)
from db.commands.visibility.propagate import restrict_claim
from db.engine.session import Write
from db.errors import MergedError, NotFoundError
from db.models import (
    Article,
    Claim,
    Fact,
    Source,
    Span,
    Tag,
)
from db.models.claim import Form, Terms
from db.models.unmapped import mapped
from db.queries.visibility import visible
from db.values.versions import ReadVersion


class Present(NamedTuple):
    """The columns of a claim that are needed before it is locked."""

    article_id: int
    form: Form
    terms: Terms
    visibility: str
    embargo_until: datetime | None
    withdrawn_at: datetime | None
    merged_into_id: int | None


def revise_claim(
    write: Write,
    claim_id: int,
    *,
    version: ReadVersion,
    columns: Mapping[str, Any],
    spans: Sequence[Selector] | None = None,
    **given: Any,  # noqa: ANN401 - parts of various types
) -> None:
    """Set the given columns, and replace the given parts.

    Another ``article_id`` moves the claim to that article.
    """
    present = _present(write, claim_id)
    article_id = columns.get("article_id", present.article_id)
    if article_id != present.article_id:
        refuse_missing_article(write, article_id)
    # First, because creating a source waits for a lock, and must not hold other locks
    # then.
    there = present._replace(article_id=article_id)
    parts = _resolve_parts(write, there, columns, **given)
    articles = {present.article_id, article_id}
    claim, held = _lock_claim(write, claim_id, version=version, article_ids=articles)
    if len(articles) > 1:
        _refuse_bound(write, claim, parts, article_id=article_id)
    chain = parts.chain or Chain(claim.attribution, PUBLIC)
    check_form(columns.get("form", claim.form), chain.length)
    article, anchored = _anchored(
        write, claim, columns, spans=spans, chain_length=chain.length, held=held
    )
    with revised(write, claim):
        replace_parts(write, claim, parts)
        set_values(claim, columns)
        if "article_id" in columns or "said" in dates_in(columns):
            refuse_said_later(write, interval_of(claim, "said"), article.published)
        if anchored is not None:
            claim.spans, claim.revision_id = anchored, article.revision_id
        sources = strictest(chain.access, _printed(write, claim))
        derive(claim, article, sources=sources)
    restrict_claim(write, claim)


def _lock_claim(
    write: Write, claim_id: int, *, version: ReadVersion, article_ids: Iterable[int]
) -> tuple[Claim, Mapping[int, LockedArticle | None]]:
    """Lock the present and the new article of a claim; then load and lock the claim."""
    held = {one: lock_article(write, one) for one in sorted(set(article_ids))}
    return fetch(write, Claim, claim_id, version=version), held


def _refuse_bound(write: Write, claim: Claim, parts: Parts, *, article_id: int) -> None:
    """Refuse to move a claim that keeps unnamed sources of its present article."""
    if parts.chain is None:
        chain = [step.printed_source_id for step in claim.attribution]
        refuse_bound_sources(write, chain, article_id, at="attribution")
    if parts.subjects is None:
        subjects = [one.printed_source_id for one in claim.subjects]
        refuse_bound_sources(write, subjects, article_id, at="subjects")


def _anchored(
    write: Write,
    claim: Claim,
    columns: Mapping[str, Any],
    *,
    spans: Sequence[Selector] | None,
    chain_length: int,
    held: Mapping[int, LockedArticle | None],
) -> tuple[ArticleContext, list[Span] | None]:
    """Return the article of a claim, and its spans if they change."""
    article_id = columns.get("article_id", claim.article_id)
    is_moved = article_id != claim.article_id
    stays = None if is_moved else claim.revision_id
    revision_id = columns.get("revision_id", stays)
    of_article = held.get(article_id)
    article = load_article(write, article_id, revision_id, held=of_article)
    if spans is not None:
        sent = write.in_time(spans)
        found = anchor(article.text, sent, chain_length=chain_length)
        return article, mapped(Span, found)
    check_positions(claim.spans, chain_length)
    if is_moved:
        return article, list(carried_spans(write, claim, article))
    if revision_id != claim.revision_id:
        return article, move_spans(write, claim, article)
    return article, None


def restore_claim(write: Write, claim_id: int, *, version: ReadVersion) -> None:
    """Restore a claim if all records that it depends on are live."""
    claim = LIFECYCLE.fetch_restorable(write, claim_id, version=version)
    refuse_restored_later(write, claim)
    restore(write, claim)


def _depends_on(claim: Claim) -> Iterable[Needed]:
    return (
        (Article, [claim.article_id]),
        (Source, [step.source_id for step in claim.attribution]),
        (Source, [one.source_id for one in claim.subjects if one.source_id]),
        (Tag, [tag.tag_id for tag in claim.tags]),
        (Fact, [stance.fact_id for stance in claim.stances]),
    )


def _lock_article(write: Write, claim_id: int) -> None:
    lock_article(write, _present(write, claim_id).article_id)


@contextmanager
def _revising(write: Write, claim: Claim) -> Iterator[None]:
    """Store the changes that the block makes to a claim, and computed columns."""
    with revised(write, claim):
        yield
        length = max((step.position for step in claim.attribution), default=0)
        check_form(claim.form, length)
        check_positions(claim.spans, length)
        article = load_article(write, claim.article_id, claim.revision_id)
        refuse_said_later(write, interval_of(claim, "said"), article.published)
        derive(claim, article, sources=_printed(write, claim))
    restrict_claim(write, claim)


LIFECYCLE = Lifecycle(
    Claim, depends_on=_depends_on, revising=_revising, lock_first=_lock_article
)
revert_claim = LIFECYCLE.revert


def _resolve_parts(
    write: Write,
    present: Present,
    columns: Mapping[str, Any],
    *,
    attribution: Sequence[Step] | None = None,
    subjects: Sequence[Spec] | None = None,
    tags: Sequence[str] | None = None,
    stances: Sequence[Spec] | None = None,
) -> Parts:
    """Resolve the records that the given parts name."""
    article_id = present.article_id
    within, chain, known = _within(write, present, columns), None, KnownRecords(write)
    if attribution is not None:
        form = columns.get("form") or present.form
        chain = resolve_chain(
            known, form, attribution, article_id=article_id, within=within
        )
        within = strictest(within, chain.access)
    return Parts(
        chain,
        None
        if subjects is None
        else resolve_subjects(known, subjects, article_id=article_id, within=within),
        None if tags is None else resolve_tags(write, tags, within=within),
        None if stances is None else resolve_stances(known, stances, within=within),
    )


def _present(write: Write, claim_id: int) -> Present:
    seen = visible(Claim, write.viewer, withdrawn=True)
    columns = (getattr(Claim, name) for name in Present._fields)
    found = write.session.execute(
        select(*columns).where(Claim.id == claim_id, seen)
    ).one_or_none()
    if found is not None and found.merged_into_id:
        raise MergedError("claim", claim_id, found.merged_into_id)
    if found is None or found.withdrawn_at:
        raise NotFoundError("claim", claim_id)
    return Present(*found)


def _within(write: Write, present: Present, columns: Mapping[str, Any]) -> Access:
    """Return the access of a claim, as its columns and article determine it."""
    terms = columns.get("terms", present.terms)
    wanted = wanted_access(access_after(present, columns), terms)
    return strictest(wanted, present_access(write, Article, present.article_id))


def _printed(write: Write, claim: Claim) -> Access:
    """Return the access of the sources of a chain, printed ones and survivors."""
    steps = claim.attribution
    named = {id_ for step in steps for id_ in (step.source_id, step.printed_source_id)}
    seen = select(Source.visibility, Source.embargo_until)
    found = write.session.execute(seen.where(Source.id.in_(named)))
    return strictest(*(access_of(row) for row in found))
