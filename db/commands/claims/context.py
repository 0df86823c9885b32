"""The article in which claims are recorded, read once for all of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from db.commands.dating import interval_of
from db.commands.known_records import KnownRecords, reads_of, rows_of
from db.commands.outlets import lock_outlet
from db.commands.visibility.access import Access, access_of
from db.derived.anchoring.searchable import SearchableText
from db.derived.anchoring.sent_text import SentText
from db.engine.session import Write
from db.engine.session.joining import PreparedRead
from db.errors import InvalidError
from db.models import Article
from db.queries.articles import LockedArticleRow, find_articles
from db.queries.revisions import (
    TextOfArticleRow,
    TextRow,
    newest_text,
    newest_texts,
    revision_text,
)
from db.queries.source_matches import LockedSourceRow
from db.values.dates import Interval
from db.values.viewer import Viewer

LockedArticle = tuple[
    LockedArticleRow, int | None
]  # an article, the survivor of its outlet


class Texts(Protocol):
    """The text in which claims are anchored, and the text as sent."""

    @property
    def text(self) -> SearchableText | None:
        """Return the stored text, if there is one."""

    @property
    def sent(self) -> SentText | None:
        """Return the text of offsets, if it differs from the stored text."""


@dataclass(frozen=True)
class ArticleContext:
    """The data of an article that its claims need."""

    row: LockedArticleRow
    outlet_id: int | None  # the survivor of the outlet
    revision: TextRow | None
    text: SearchableText | None
    sent: SentText | None = None  # the text of offsets, if not the stored one
    is_new: bool = False  # a new article has no stored claims

    @property
    def id(self) -> int:
        """Return the id of the article."""
        return self.row.id

    @property
    def revision_id(self) -> int | None:
        """Return the id of the revision in which claims are anchored."""
        return self.revision.id if self.revision else None

    @cached_property
    def published(self) -> Interval:
        """Return the date of publication."""
        return interval_of(self.row, "published")

    @cached_property
    def access(self) -> Access:
        """Return the access of the article."""
        return access_of(self.row)


def lock_article(write: Write, article_id: int) -> LockedArticle | None:
    """Lock an article and the survivor of its outlet; return it and the survivor's id.

    Call it before locking claims: writes to articles and merges of sources lock in this
    order.
    """
    find = find_articles(count=1, viewer=write.viewer)
    found = write.rows(find, article__0=article_id)
    return (found[0], lock_outlet(write, found[0].outlet_id)) if found else None


def load_article(
    write: Write,
    article_id: int,
    revision_id: int | None = None,
    *,
    held: LockedArticle | None = None,
) -> ArticleContext:
    """Read an article and its text for anchors: by default the newest one.

    An article that is already ``held`` is not read again. Raise ``InvalidError`` if the
    article or the revision does not exist.
    """
    held = held or lock_article(write, article_id)
    if held is None:
        raise InvalidError.not_found("article", "article_id")
    revision = _revision(write, article_id, revision_id)
    article, outlet_id = held
    return _context(article, outlet_id, revision)


def new_context(
    article: Article, *, outlet_id: int | None, sent: SentText | None = None
) -> ArticleContext:
    """Return the data of a new article in memory, with its newest text.

    ``outlet_id`` is the survivor of its outlet, ``sent`` its text as sent.
    """
    revision = TextRow.of_record(article.revisions[-1]) if article.revisions else None
    row = LockedArticleRow.of_record(article)
    context = _context(row, outlet_id, revision)
    return replace(context, sent=sent, is_new=True)


def load_articles(
    known: KnownRecords, article_ids: Sequence[int]
) -> Mapping[int, ArticleContext]:
    """Read the articles that exist, with their newest texts."""
    articles = known.articles(article_ids)
    outlets = known.sources(outlets_of(articles.values()))
    texts = _newest_texts(known.write, articles)
    return {
        id_: _context(row, _survivor(outlets.get(row.outlet_id or 0)), texts.get(id_))
        for id_, row in articles.items()
    }


def reads_of_articles(
    article_ids: Collection[int], viewer: Viewer
) -> Sequence[PreparedRead]:
    """Return the reads of ``load_articles`` to run together, unless there are many."""
    articles = reads_of(find_articles, article_ids, name="article", viewer=viewer)
    texts = reads_of(newest_texts, article_ids, name="article", viewer=viewer)
    return [*articles, *texts] if len(articles) == 1 else []


def _newest_texts(
    write: Write, articles: Mapping[int, LockedArticleRow]
) -> Mapping[int, TextRow]:
    """Return the newest texts of locked articles.

    They may have been read with the articles. If another write changed an article
    before it was locked, its text is read again.
    """
    texts = _texts(write, articles)
    changed = [
        id_
        for id_, article in articles.items()
        if id_ not in texts or texts[id_].article_version != article.version
    ]
    texts |= _texts(write, changed)
    return {id_: row for id_, row in texts.items() if row.text is not None}


def _texts(write: Write, article_ids: Collection[int]) -> dict[int, TextOfArticleRow]:
    rows = rows_of(
        write, newest_texts, article_ids, name="article", viewer=write.viewer
    )
    return {row.article_id: row for row in rows}


def outlets_of(articles: Iterable[LockedArticleRow]) -> list[int]:
    """Return the outlets of articles."""
    return [row.outlet_id for row in articles if row.outlet_id is not None]


def _survivor(outlet: LockedSourceRow | None) -> int | None:
    return None if outlet is None else outlet.survivor_id or outlet.id


def _context(
    article: LockedArticleRow, outlet_id: int | None, revision: TextRow | None
) -> ArticleContext:
    text = revision.text if revision else None
    searchable = None if text is None else SearchableText(text)
    return ArticleContext(article, outlet_id, revision, searchable)


def _revision(write: Write, article_id: int, revision_id: int | None) -> TextRow | None:
    """Return the text of a revision, or of the newest one, if there is any."""
    if revision_id is None:
        newest = write.rows(newest_text(viewer=write.viewer), article=article_id)
        return newest[0] if newest else None
    find = revision_text(viewer=write.viewer)
    found = write.rows(find, article=article_id, revision=revision_id)
    if not found:
        message = "This article has no such revision."
        raise InvalidError(message, "revision_id", code="not_found")
    return found[0]
