"""Reads of the revisions of article texts."""

from sqlalchemy import exists

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Article, Revision
from db.queries.filters import binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

REVISION_ORDER = Order((Revision.number,), descending=True)
NEWER = aliased(Revision, name="newer")
NEWER_EXISTS = exists().where(
    NEWER.article_id == Revision.article_id, NEWER.number > Revision.number
)


class RevisionRow(Row):
    """A revision without its text."""

    id: int = column(Revision.id)
    article_id: int = column(Revision.article_id)
    number: int = column(Revision.number)
    captured_at: StoredInstant = column(Revision.captured_at)
    text_length: int = column(Revision.text_length)
    text_sha256: str = column(Revision.text_sha256)
    archive_url: str | None = column(Revision.archive_url)


class RevisionTextRow(RevisionRow):
    """A revision with its text."""

    text: str | None = column(Revision.text)


class NewestRevisionRow(RevisionTextRow):
    """A revision with its text, and whether it is the newest."""

    is_newest: bool = column(~NEWER_EXISTS)


class TextRow(Row):
    """A text in which claims are anchored."""

    id: int = column(Revision.id)
    number: int = column(Revision.number)
    captured_at: StoredInstant = column(Revision.captured_at)
    text_length: int = column(Revision.text_length)
    text_sha256: str = column(Revision.text_sha256)
    text: str | None = column(Revision.text)


class TextOfArticleRow(TextRow):
    """An article, its version, and its text in which claims are anchored.

    The fields of the text are null if the article has none.
    """

    article_id: int = column(Article.id)
    article_version: int = column(Article.version)


@prepared(RevisionRow)
def list_revisions(*, limit: int, place: Place, viewer: Viewer) -> AnySelect:
    """Select the revisions of the article ``article``, newest first, without text."""
    statement = (
        RevisionRow.select()
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"), visible(Article, viewer))
    )
    return keyset_page(statement, REVISION_ORDER, place, limit=limit)


@prepared(NewestRevisionRow)
def get_revision(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the revision ``number`` of the article ``article``, with its text."""
    return (
        NewestRevisionRow.select()
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"))
        .where(Revision.number == parameter("number"))
        .where(visible(Article, viewer, withdrawn=withdrawn))
    )


@prepared(TextRow)
def newest_text(*, viewer: Viewer) -> AnySelect:
    """Select the newest revision of the article ``article`` that has a text."""
    return (
        TextRow.select()
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"), Revision.text.is_not(None))
        .where(visible(Article, viewer))
        .order_by(Revision.number.desc())
        .limit(1)
    )


@prepared(TextOfArticleRow)
def newest_texts(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` articles with their newest revisions that have a text.

    They are not locked: their version tells whether another write changed them.
    """
    later = aliased(Revision, name="later")
    has_later = exists().where(
        later.article_id == Revision.article_id,
        later.number > Revision.number,
        later.text.is_not(None),
    )
    has_text = Revision.text.is_not(None) & ~has_later
    of_article = Revision.article_id == Article.id
    return (
        TextOfArticleRow.select()
        .select_from(Article)
        .outerjoin(Revision, of_article & has_text)
        .where(Article.id.in_(binds("article", count)), visible(Article, viewer))
    )


@prepared(TextRow)
def revision_text(*, viewer: Viewer) -> AnySelect:
    """Select the revision ``revision`` of the article ``article``, with its text."""
    return (
        TextRow.select()
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.article_id == parameter("article"))
        .where(Revision.id == parameter("revision"), visible(Article, viewer))
    )
