"""Checks of addresses: their keys, which no database can compute, and copies."""

from sqlalchemy import exists, or_, select

from db.engine.prepared import prepared
from db.engine.rows import column
from db.models import Article, ArticleAddress
from db.queries.rows import IdRow
from db.queries.verify.violations import ViolationRow, violations
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.urls import url_key
from db.values.viewer import Viewer


class AddressRow(IdRow):
    """An address of an article, and its stored key."""

    url: str = column(ArticleAddress.url)
    url_key: str = column(ArticleAddress.url_key)

    @property
    def is_violation(self) -> bool:
        """Return whether its stored key is wrong."""
        try:
            return url_key(self.url) != self.url_key
        except ValueError:  # not an address by the present rules
            return True


@prepared(AddressRow)
def list_addresses(*, viewer: Viewer) -> AnySelect:
    """Select the addresses of all articles, live or withdrawn."""
    return (
        select(Article.id, ArticleAddress.url, ArticleAddress.url_key)
        .join(Article, Article.id == ArticleAddress.article_id)
        .where(visible(Article, viewer, withdrawn=True))
        .order_by(Article.id, ArticleAddress.id)
    )


@prepared(ViolationRow)
def copies(*, viewer: Viewer) -> AnySelect:
    """Select articles whose addresses do not agree with their own columns."""
    of_article = ArticleAddress.article_id == Article.id
    withdrawn = ArticleAddress.withdrawn_at.is_(None) != Article.withdrawn_at.is_(None)
    differs = or_(ArticleAddress.visibility != Article.visibility, withdrawn)
    own = (ArticleAddress.url == Article.url) & (
        ArticleAddress.url_key == Article.url_key
    )
    return violations(
        Article,
        viewer,
        exists().where(of_article, differs)
        | (Article.url.is_not(None) & ~exists().where(of_article, own)),
    )
