"""The check of addresses, which no database can compute."""

from sqlalchemy import select

from db.engine.prepared import prepared
from db.engine.rows import column
from db.models import Article
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.urls import url_key
from db.values.viewer import Viewer


class AddressRow(IdRow):
    """An address of an article, and the key by which it is found."""

    url: str = column(Article.url)
    url_key: str = column(Article.url_key)


@prepared(AddressRow)
def list_addresses(*, viewer: Viewer) -> AnySelect:
    """Select the addresses of all articles, live or withdrawn."""
    return (
        select(Article.id, Article.url, Article.url_key)
        .where(visible(Article, viewer, withdrawn=True), Article.url.is_not(None))
        .order_by(Article.id)
    )


def has_other_key(row: AddressRow) -> bool:
    """Return whether an address is stored with another key than it has."""
    try:
        return url_key(row.url) != row.url_key
    except ValueError:  # no address, by the rules of today
        return True
