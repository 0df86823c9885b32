"""Writes to articles and the revisions of their text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update

from db.commands.claims import ClaimSpec, hold_outlet, load_article, record_claim
from db.commands.records import create, fetch, restore, revised, set_values, withdraw
from db.commands.sources import Spec, resolve_source
from db.commands.uses import refuse_if_used, refuse_without
from db.commands.visibility.access import (
    PUBLIC,
    Access,
    access_after,
    access_in,
    access_of,
    present_access,
)
from db.commands.visibility.propagate import restrict_article
from db.engine.session import Write
from db.errors import DataError, InvalidError
from db.models import Article, Attribution, Claim, ClaimTag, Revision, Source, Stance
from db.queries.dependents import claims_in_article, reprints_of_article
from db.queries.visibility import visible
from db.values.text import fold
from db.values.urls import url_key


@dataclass(frozen=True)
class RevisionSpec:
    """A text as it was captured."""

    text: str
    captured_at: datetime | None = None
    archive_url: str | None = None


def record_article(
    write: Write,
    spec: Spec,
    *,
    revision: RevisionSpec | None = None,
    claims: Sequence[ClaimSpec] = (),
) -> Article:
    """Store an article with its text and all its claims; return it with its id.

    ``spec`` has its columns; ``outlet`` may stand for ``outlet_id``, found or made.
    """
    defaults = {"kind": "news", "visibility": "public"}
    article = Article(**defaults | _columns(write, spec, within=access_in(spec)))
    _derive(article)
    _check_root(write, article)
    if revision:
        article.revisions = [_revision(write, revision, 1)]
    create(write, article)
    if claims:
        context = load_article(write, article.id)
        for number, claim in enumerate(claims):
            try:
                record_claim(write, context, claim)
            except DataError as error:
                error.below("claims", number)
                raise
    return article


def revise_article(write: Write, article_id: int, *, version: int, spec: Spec) -> None:
    """Set the given columns of an article; its claims follow its date and outlet."""
    within = access_after(present_access(write, Article, article_id), spec)
    columns = _columns(write, spec, within=within)
    article = fetch(write, Article, article_id, version=version)
    published, outlet_id = article.published_from, article.outlet_id
    with revised(write, article):
        set_values(article, columns)
        _derive(article)
        _check_root(write, article)
    if article.published_from != published:
        _redate_claims(write, article)
    if article.outlet_id != outlet_id:
        _print_claims(write, article)
    if access_of(article) != PUBLIC:
        restrict_article(write, article)


def add_revision(
    write: Write, article_id: int, spec: RevisionSpec, *, title: str | None = None
) -> tuple[Revision, bool]:
    """Keep a new text of an article; return it, and whether it was new."""
    article = fetch(write, Article, article_id, version=None)
    digest = sha256(spec.text.encode()).hexdigest()
    for known in article.revisions:
        if known.text_sha256 == digest:
            return known, False
    number = max((known.number for known in article.revisions), default=0) + 1
    revision = _revision(write, spec, number)
    with revised(write, article):
        article.revisions.append(revision)
        if title is not None:
            article.title = title
            _derive(article)
    return revision, True


def withdraw_article(write: Write, article_id: int, *, version: int) -> None:
    """Withdraw an article without live claims, and the unnamed sources it printed."""
    article = fetch(write, Article, article_id, version=version)
    viewer = write.viewer
    refuse_if_used(write, article_id, "claim", users=claims_in_article(viewer=viewer))
    refuse_if_used(
        write, article_id, "article", users=reprints_of_article(viewer=viewer)
    )
    for source in _unnamed(write, article, withdrawn_at=None):
        withdraw(write, source)
    withdraw(write, article)


def restore_article(write: Write, article_id: int, *, version: int) -> None:
    """Bring an article back, and the unnamed sources that were withdrawn with it."""
    article = fetch(write, Article, article_id, version=version, withdrawn=True)
    withdrawn_at = article.withdrawn_at
    refuse_without(write, Source, [article.outlet_id])
    refuse_without(write, Article, [article.root_article_id])
    restore(write, article)
    for source in _unnamed(write, article, withdrawn_at=withdrawn_at):
        restore(write, source)


def _columns(write: Write, spec: Spec, *, within: Access) -> dict[str, Any]:
    columns = {name: value for name, value in spec.items() if name != "outlet"}
    if "outlet" in spec and spec["outlet"] is None:
        columns.setdefault("outlet_id", None)
    if spec.get("outlet") or spec.get("outlet_id"):
        outlet_id = resolve_source(
            write, spec, "outlet", kinds=("outlet",), within=within
        )
        refuse_without(write, Source, [outlet_id])
        columns["outlet_id"] = outlet_id
    return columns


def _derive(article: Article) -> None:
    article.folded = fold(article.title or "")
    try:
        article.url_key = None if article.url is None else url_key(article.url)
    except ValueError as error:
        message = f"This is no address: {error}."
        raise InvalidError(message, "url") from error


def _check_root(write: Write, article: Article) -> None:
    """Follow the reprints up to the first one: it exists, and is not this article."""
    at, root_id = "root_article_id", article.root_article_id
    while root_id is not None:
        if root_id == article.id:
            message = "An article is not a reprint of itself, or of its own reprints."
            raise InvalidError(message, at)
        found = write.session.execute(
            select(Article.root_article_id)
            .where(Article.id == root_id, visible(Article, write.viewer))
            .with_for_update(read=True)  # or two at once would close a circle
        ).one_or_none()
        if found is None:
            message = "No such article."
            raise InvalidError(message, at, code="not_found")
        root_id = found.root_article_id


def _revision(write: Write, spec: RevisionSpec, number: int) -> Revision:
    return Revision(
        number=number,
        captured_at=spec.captured_at or write.now,
        text=spec.text,
        text_sha256=sha256(spec.text.encode()).hexdigest(),
        text_length=len(spec.text),
        archive_url=spec.archive_url,
    )


def _redate_claims(write: Write, article: Article) -> None:
    """Move the claims that are dated by their article, and what copies their date."""
    published = article.published_from
    moved = (Claim.article_id == article.id) & Claim.said_from.is_(None)
    values = (
        {"dated_at": published, "dated_basis": "published"}
        if published
        else {"dated_at": Claim.created_at, "dated_basis": "recorded"}
    )
    options = {"synchronize_session": False}
    execute = write.session.execute
    execute(update(Claim).where(moved).values(values), execution_options=options)
    for copy in (Attribution, ClaimTag, Stance):
        date = select(Claim.dated_at).where(Claim.id == copy.claim_id).scalar_subquery()
        claims = select(Claim.id).where(moved)
        statement = update(copy).where(copy.claim_id.in_(claims)).values(dated_at=date)
        execute(statement, execution_options=options)


def _print_claims(write: Write, article: Article) -> None:
    """Let the claims of an article know what outlet printed them."""
    printed = update(Claim).where(Claim.article_id == article.id)
    write.session.execute(
        printed.values(outlet_id=hold_outlet(write, article.outlet_id)),
        execution_options={"synchronize_session": False},
    )


def _unnamed(
    write: Write, article: Article, *, withdrawn_at: datetime | None
) -> list[Source]:
    """Return the unnamed sources of an article that share its ``withdrawn_at``."""
    same = (
        Source.withdrawn_at.is_(None)
        if withdrawn_at is None
        else Source.withdrawn_at == withdrawn_at
    )
    found = write.session.scalars(
        select(Source.id).where(Source.article_id == article.id, same)
    )
    return [
        fetch(write, Source, source_id, version=None, withdrawn=True, merged=True)
        for source_id in found.all()
    ]
