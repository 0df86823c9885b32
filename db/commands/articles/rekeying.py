"""Recomputes the keys of addresses after their rule has changed."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, update

from db.engine.session import Write
from db.models import Article, ArticleAddress
from db.queries.verify.addresses import list_addresses
from db.values.urls import url_key

ORDINAL_OFFSET = 1_000_000  # added to ordinals during the update, to avoid conflicts


class Taken(NamedTuple):
    """An article that keeps its keys because another article has its address."""

    article_id: int
    other_id: int | None  # None if its address is invalid by the present rules


def rekey_addresses(write: Write) -> tuple[int, list[Taken]]:
    """Recompute the keys of all addresses; return the number of changed articles.

    Two live articles with the same new key both remain, and are returned.
    """
    left = _outdated(write)
    outdated = len(left)
    while True:  # an article may get a key that another has released
        taken = [other for one in left if (other := _rekey(write, one))]
        if len(taken) == len(left):
            return outdated - len(taken), taken
        left = [one.article_id for one in taken]


def _outdated(write: Write) -> list[int]:
    """Return the articles with a key that differs from the present rules."""
    rows = write.rows(list_addresses(viewer=write.viewer))
    return list(dict.fromkeys(row.id for row in rows if row.is_violation))


def _rekey(write: Write, article_id: int) -> Taken | None:
    """Set the keys of an article, or return the other live article with a new key."""
    of_article = ArticleAddress.article_id == article_id
    rows = write.session.scalars(
        select(ArticleAddress).where(of_article).order_by(ArticleAddress.id)
    ).all()
    try:
        keys = [url_key(row.url) for row in rows]
    except ValueError:
        return Taken(article_id, None)
    other_id = write.session.scalar(
        select(ArticleAddress.article_id).where(
            ArticleAddress.url_key.in_(keys),
            ArticleAddress.visibility == rows[0].visibility,
            ArticleAddress.withdrawn_at.is_(None),
            ArticleAddress.article_id != article_id,
        )
    )
    if other_id is not None and rows[0].withdrawn_at is None:
        return Taken(article_id, other_id)
    _set_keys(write, rows, keys)
    return None


def _set_keys(
    write: Write, rows: Sequence[ArticleAddress], keys: Sequence[str]
) -> None:
    """Set the keys of the addresses of an article, and the ordinals of equal keys."""
    for row in rows:
        row.ordinal += ORDINAL_OFFSET
    write.session.flush()
    last = Counter[str]()
    for row, key in zip(rows, keys, strict=True):
        last[key] += 1
        row.url_key, row.ordinal = key, last[key]
        write.session.execute(
            update(Article)
            .where(Article.id == row.article_id, Article.url == row.url)
            .values(url_key=key),
            execution_options={"synchronize_session": False},
        )
    write.session.flush()
