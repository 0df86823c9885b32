"""Reads of the addresses and identifiers of articles."""

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import Article, ArticleAddress, ArticleIdentifier
from db.models.article import AddressKind, IdentifierScheme
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


class ArticleAddressRow(Row):
    """An address of an article, present or past."""

    kind: AddressKind = column(ArticleAddress.kind)
    url: str = column(ArticleAddress.url)


class ArticleIdentifierRow(Row):
    """An external identifier of an article."""

    scheme: IdentifierScheme = column(ArticleIdentifier.scheme)
    value: str = column(ArticleIdentifier.value)


@prepared(ArticleAddressRow)
def list_addresses(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the addresses of the article ``article``, the first recorded first."""
    return (
        ArticleAddressRow.select()
        .join(Article, Article.id == ArticleAddress.article_id)
        .where(ArticleAddress.article_id == parameter("article"))
        .where(visible(Article, viewer, withdrawn=withdrawn))
        .order_by(ArticleAddress.id)
    )


@prepared(ArticleIdentifierRow)
def list_identifiers(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the identifiers of the article ``article``, the first recorded first."""
    return (
        ArticleIdentifierRow.select()
        .join(Article, Article.id == ArticleIdentifier.article_id)
        .where(ArticleIdentifier.article_id == parameter("article"))
        .where(visible(Article, viewer, withdrawn=withdrawn))
        .order_by(ArticleIdentifier.id)
    )
