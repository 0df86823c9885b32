"""Merges of articles, and their reversal.

Claims, unnamed sources and texts keep the article in which they were printed. The lists
of the survivor include the claims of merged articles.
"""

from sqlalchemy import select

from db.commands.merging import (
    MERGED_INTO,
    lock_survivor,
    merged_before,
    merged_into,
    refuse_other_access,
    repoint_survivors,
)
from db.commands.outlets import lock_outlet
from db.commands.records import fetch, revised
from db.engine.session import Write
from db.errors import InvalidError
from db.models import Article
from db.values.versions import ReadVersion


def merge_article(
    write: Write, article_id: int, *, into_id: int, version: ReadVersion
) -> None:
    """Merge an article into another, which then represents both.

    Raise ``InvalidError`` if the other article cannot be a survivor or is of another
    outlet, or if one of the two is a reprint of the other.
    """
    survivor = lock_survivor(write, Article, article_id, into_id=into_id)
    article = fetch(write, Article, article_id, version=version)
    refuse_other_access(article, survivor)
    _refuse_other_outlet(write, article, survivor)
    _refuse_reprint(write, article, survivor)
    with revised(write, article, "merge"):
        article.merged_into_id = article.survivor_id = survivor.id
    merged = Article.survivor_id == article_id
    repoint_survivors(write, Article, merged, survivor_id=into_id)


def unmerge_article(write: Write, article_id: int, *, version: ReadVersion) -> None:
    """Undo the merge of an article; earlier merges into it remain."""
    article = fetch(write, Article, article_id, version=version, merged=True)
    merged_into(article)
    merged = merged_before(write, article)
    with revised(write, article, "unmerge"):
        article.merged_into_id = article.survivor_id = None
    repoint_survivors(write, Article, Article.id.in_(merged), survivor_id=article_id)


def _refuse_other_outlet(write: Write, article: Article, survivor: Article) -> None:
    outlets = (lock_outlet(write, one.outlet_id) for one in (article, survivor))
    if len({outlet_id for outlet_id in outlets if outlet_id is not None}) > 1:
        message = (
            "The two articles are of different outlets: one is a reprint of the other "
            "(root_article_id)."
        )
        raise InvalidError(message, MERGED_INTO, code="other_outlet")


def _refuse_reprint(write: Write, article: Article, survivor: Article) -> None:
    """Raise ``InvalidError`` if one article reprints the other, even indirectly."""
    for one, other in ((article, survivor), (survivor, article)):
        if other.id in _reprinted(write, one):
            message = (
                f"Article {one.id} is a reprint of {other.id}: remove its "
                "root_article_id first."
            )
            raise InvalidError(message, MERGED_INTO, code="reprint")


def _reprinted(write: Write, article: Article) -> list[int]:
    """Return the articles that an article reprints, and their survivors."""
    found, above = list[int](), article.root_article_id
    while above is not None and above not in found:
        found.append(above)
        pointers = select(Article.merged_into_id, Article.root_article_id)
        row = write.session.execute(pointers.where(Article.id == above)).one()
        above = row.merged_into_id or row.root_article_id
    return found
