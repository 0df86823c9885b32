"""The keys of addresses, computed anew after their rule has changed."""

from typing import NamedTuple

from sqlalchemy import select, update

from db.engine.session import Write
from db.models import Article
from db.queries.verify.addresses import AddressRow, has_other_key, list_addresses
from db.values.urls import url_key


class Taken(NamedTuple):
    """An article that keeps its key, as another one has its address."""

    article_id: int
    other_id: int | None  # none if its address is none by the rules of today


def rekey_addresses(write: Write) -> tuple[int, list[Taken]]:
    """Compute the keys of all addresses; return how many changed, and which cannot.

    Two live articles that turn out to have one address stay two, and are returned.
    """
    rows = write.rows(list_addresses(viewer=write.viewer))
    left = {row.id: row for row in filter(has_other_key, rows)}
    outdated = len(left)
    while True:  # one may get the key that another has left
        taken = [other for row in left.values() if (other := _rekey(write, row))]
        if len(taken) == len(left):
            return outdated - len(taken), taken
        left = {one.article_id: left[one.article_id] for one in taken}


def _rekey(write: Write, row: AddressRow) -> Taken | None:
    """Set the key of an article, or return the live article that already has it."""
    try:
        key = url_key(row.url)
    except ValueError:
        return Taken(row.id, None)
    mine = select(Article.visibility, Article.withdrawn_at).where(Article.id == row.id)
    visibility, withdrawn_at = write.session.execute(mine).one()
    if withdrawn_at is None:
        other = write.session.scalar(
            select(Article.id).where(
                Article.url_key == key,
                Article.visibility == visibility,
                Article.withdrawn_at.is_(None),
                Article.id != row.id,
            )
        )
        if other is not None:
            return Taken(row.id, other)
    write.session.execute(
        update(Article).where(Article.id == row.id).values(url_key=key),
        execution_options={"synchronize_session": False},
    )
    return None
