"""Changes to existing articles."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select

from db.commands.articles.addresses import (
    Addresses,
    addresses_of,
    sent_addresses,
    store_addresses,
    with_former,
    with_present,
)
from db.commands.articles.cascading import restore_claims, withdraw_claims
from db.commands.articles.columns import article_columns, check_root, derive
from db.commands.articles.dating import follow_date, refuse_wrong_dates
from db.commands.articles.identifiers import scope_identifiers, store_identifiers
from db.commands.articles.same_texts import (
    forget_text,
    refuse_recorded_text,
    sample_text,
    signature_of,
)
from db.commands.dating import interval_of
from db.commands.lifecycle import Lifecycle, Needed
from db.commands.outlets import lock_outlet, repoint_outlets
from db.commands.records import fetch, restore, revised, set_values, withdraw
from db.commands.sources import Spec
from db.commands.visibility.access import (
    access_after,
    access_of,
    give_access,
    present_access,
)
from db.commands.visibility.propagate import restrict_article
from db.engine.session import Write
from db.models import Article, Claim, Source
from db.queries.dependents import (
    articles_merged_into,
    claims_in_article,
    reprints_of_article,
)
from db.values.versions import ReadVersion


def revise_article(
    write: Write,
    article_id: int,
    *,
    version: ReadVersion,
    spec: Spec,
    new: bool = False,
) -> None:
    """Set the given columns of an article; its claims follow its date and outlet.

    Raise ``ConflictError`` if the new outlet has published nearly the same text in
    another article, unless ``new`` says that this article is different.
    """
    within = access_after(present_access(write, Article, article_id), spec)
    columns = article_columns(write, spec, within=within)
    article = fetch(write, Article, article_id, version=version)
    outlet_id = article.outlet_id
    with _revising(write, article):
        set_values(article, columns)
        if "addresses" in spec:
            addresses = sent_addresses(spec["addresses"])
            store_addresses(article, with_present(addresses, article.url))
        if "identifiers" in spec:
            store_identifiers(article, spec["identifiers"])
    if article.outlet_id != outlet_id and not new:
        refuse_recorded_text(write, article, signature_of(article))


@contextmanager
def _revising(write: Write, article: Article) -> Iterator[None]:
    """Store the changes that the block makes to an article; its claims follow."""
    published, outlet_id = interval_of(article, "published"), article.outlet_id
    url, addresses = article.url, addresses_of(article)
    with revised(write, article):
        yield
        refuse_wrong_dates(write, article)
        derive(article)
        _keep_addresses(article, url, addresses)
        scope_identifiers(article)
        give_access(article, access_of(article))
        check_root(write, article)
    follow_date(write, article, published)
    if article.outlet_id != outlet_id:
        survivor_id = lock_outlet(write, article.outlet_id)
        repoint_outlets(write, Claim.article_id == article.id, survivor_id)
    restrict_article(write, article)


def _keep_addresses(article: Article, url: str | None, before: Addresses) -> None:
    """Keep the former address of a moved article, unless all addresses were sent."""
    addresses = addresses_of(article)
    if article.url != url and addresses == before:
        addresses = with_former(addresses, url)
    store_addresses(article, with_present(addresses, article.url))


def withdraw_article(
    write: Write, article_id: int, *, version: ReadVersion, cascade: bool = False
) -> None:
    """Withdraw an article without live claims, with its unnamed sources.

    With ``cascade``, its claims are withdrawn with it.
    """
    if cascade:
        withdraw_claims(write, fetch(write, Article, article_id, version=version))
    article = LIFECYCLE.fetch_unused(write, article_id, version=version)
    for source in _unnamed(write, article, withdrawn_at=None):
        withdraw(write, source)
    withdraw(write, article)
    forget_text(write, article.id)


def restore_article(write: Write, article_id: int, *, version: ReadVersion) -> None:
    """Restore an article, with the unnamed sources and claims withdrawn with it."""
    article = LIFECYCLE.fetch_restorable(write, article_id, version=version)
    withdrawn_at = article.withdrawn_at
    restore(write, article)
    sample_text(write, article)
    for source in _unnamed(write, article, withdrawn_at=withdrawn_at):
        restore(write, source)
    if withdrawn_at:
        restore_claims(write, article, withdrawn_at)


def _depends_on(article: Article) -> Iterable[Needed]:
    return (Source, [article.outlet_id]), (Article, [article.root_article_id])


LIFECYCLE = Lifecycle(
    Article,
    used_by=[
        ("claim", claims_in_article),
        ("article", reprints_of_article),
        ("article", articles_merged_into),
    ],
    depends_on=_depends_on,
    revising=_revising,
)
revert_article = LIFECYCLE.revert


def _unnamed(
    write: Write, article: Article, *, withdrawn_at: datetime | None
) -> list[Source]:
    """Return the unnamed sources of an article with this ``withdrawn_at``."""
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
