"""Changes to articles that are there."""

from datetime import datetime

from sqlalchemy import select, update

from db.commands.articles.columns import article_columns, check_root, derive
from db.commands.articles.dating import follow_date
from db.commands.claims import hold_outlet
from db.commands.dating import interval_of
from db.commands.records import fetch, restore, revised, set_values, withdraw
from db.commands.sources import Spec
from db.commands.uses import refuse_if_used, refuse_without
from db.commands.visibility.access import (
    PUBLIC,
    access_after,
    access_of,
    present_access,
)
from db.commands.visibility.propagate import restrict_article
from db.engine.session import Write
from db.models import Article, Claim, Source
from db.queries.dependents import claims_in_article, reprints_of_article
from db.values.versions import ReadVersion


def revise_article(
    write: Write, article_id: int, *, version: ReadVersion, spec: Spec
) -> None:
    """Set the given columns of an article; its claims follow its date and outlet."""
    within = access_after(present_access(write, Article, article_id), spec)
    columns = article_columns(write, spec, within=within)
    article = fetch(write, Article, article_id, version=version)
    published, outlet_id = interval_of(article, "published"), article.outlet_id
    with revised(write, article):
        set_values(article, columns)
        derive(article)
        check_root(write, article)
    follow_date(write, article, published)
    if article.outlet_id != outlet_id:
        _print_claims(write, article)
    if access_of(article) != PUBLIC:
        restrict_article(write, article)


def withdraw_article(write: Write, article_id: int, *, version: ReadVersion) -> None:
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


def restore_article(write: Write, article_id: int, *, version: ReadVersion) -> None:
    """Bring an article back, and the unnamed sources that were withdrawn with it."""
    article = fetch(write, Article, article_id, version=version, withdrawn=True)
    withdrawn_at = article.withdrawn_at
    refuse_without(write, Source, [article.outlet_id])
    refuse_without(write, Article, [article.root_article_id])
    restore(write, article)
    for source in _unnamed(write, article, withdrawn_at=withdrawn_at):
        restore(write, source)


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
