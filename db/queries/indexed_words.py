"""Records with their stored index rows, and the data to compute the right ones.

Databases cannot split a text into words as Python does.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from sqlalchemy import BigInteger, ColumnElement, func, literal_column, null, select

from db.engine.prepared import parameter, prepared_by
from db.engine.rows import StoredInstant, column
from db.models import (
    Article,
    ArticleSearch,
    Claim,
    ClaimSearch,
    Fact,
    FactSearch,
    Revision,
    Source,
    SourceName,
    SourceSearch,
)
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.queries.word_indexes import INDEXES
from db.search import VERSION
from db.search.analyser import claim_words
from db.search.docids import docid_of
from db.search.records import article_words, fact_words, source_words
from db.search.snippets import Text
from db.values.types import AnySelect, ByDatabase, to_datetime
from db.values.viewer import Viewer

PORTION = 1000  # records per read of words
NEWEST = (
    select(Revision.text)
    .where(Revision.article_id == Article.id)
    .order_by(Revision.number.desc())
    .limit(1)
    .scalar_subquery()
)
LINE: ColumnElement[str] = literal_column("'\n'")
OTHER_NAMES = (
    select(
        ByDatabase(
            func.group_concat(SourceName.name, LINE),
            func.string_agg(SourceName.name, LINE),
        )
    )
    .where(SourceName.source_id == Source.id)
    .scalar_subquery()
)


class WordsRow(IdRow):
    """A record and its index row, which is empty if it was never indexed."""

    dated_at: StoredInstant = column(null())
    docid: int | None = column(null())
    indexed_by: int | None = column(null())
    words: str | None = column(null())

    @property
    def expected(self) -> tuple[int, int, str]:
        """Return the index row that it should have."""
        return docid_of(to_datetime(self.dated_at), self.id), VERSION, self.searched

    @property
    def is_violation(self) -> bool:
        """Return whether its index row is missing or wrong."""
        return (self.docid, self.indexed_by, self.words) != self.expected

    @property
    @abstractmethod
    def searched(self) -> str:
        """Return its search text."""

    @property
    @abstractmethod
    def fields(self) -> Sequence[Text]:
        """Return the texts of the search text; the first one is its label."""


class ClaimWordsRow(WordsRow):
    """A claim, dated as in its lists."""

    id: int = column(Claim.id)
    dated_at: StoredInstant = column(Claim.dated_at)
    docid: int | None = column(ClaimSearch.id)
    indexed_by: int | None = column(ClaimSearch.version)
    words: str | None = column(ClaimSearch.words)
    text: str = column(Claim.text)
    statement: str | None = column(Claim.statement)
    language: str | None = column(Claim.language)
    review: str = column(Claim.review)

    @property
    def searched(self) -> str:
        """Return its search text."""
        return claim_words(self)

    @property
    def fields(self) -> Sequence[Text]:
        """Return the texts of the search text."""
        return [
            Text("text", self.text),
            Text("statement", self.statement or ""),
        ]


class ArticleWordsRow(WordsRow):
    """An article, with the date of publication, or else of recording."""

    id: int = column(Article.id)
    dated_at: StoredInstant = column(
        func.coalesce(Article.published_from, Article.created_at)
    )
    docid: int | None = column(ArticleSearch.id)
    indexed_by: int | None = column(ArticleSearch.version)
    words: str | None = column(ArticleSearch.words)
    title: str | None = column(Article.title)
    text: str | None = column(NEWEST)
    language: str | None = column(Article.language)

    @property
    def searched(self) -> str:
        """Return its search text."""
        return article_words(self.title, self.text, self.language)

    @property
    def fields(self) -> Sequence[Text]:
        """Return the texts of the search text."""
        return [
            Text("title", self.title or ""),
            Text("text", self.text or ""),
        ]


class SourceWordsRow(WordsRow):
    """A source, with the date of recording."""

    id: int = column(Source.id)
    dated_at: StoredInstant = column(Source.created_at)
    docid: int | None = column(SourceSearch.id)
    indexed_by: int | None = column(SourceSearch.version)
    words: str | None = column(SourceSearch.words)
    name: str = column(Source.name)
    others: str | None = column(OTHER_NAMES)

    @property
    def searched(self) -> str:
        """Return its search text."""
        return source_words(self.name, (self.others or "").split("\n"))

    @property
    def fields(self) -> Sequence[Text]:
        """Return the texts of the search text, which include its other names."""
        others = (self.others or "").split("\n")
        return [Text("name", one) for one in (self.name, *others)]


class FactWordsRow(WordsRow):
    """A fact, with the date of recording."""

    id: int = column(Fact.id)
    dated_at: StoredInstant = column(Fact.created_at)
    docid: int | None = column(FactSearch.id)
    indexed_by: int | None = column(FactSearch.version)
    words: str | None = column(FactSearch.words)
    statement: str = column(Fact.statement)
    place: str | None = column(Fact.place)
    slug: str = column(Fact.slug)

    @property
    def searched(self) -> str:
        """Return its search text."""
        return fact_words(self.statement, self.place, self.slug)

    @property
    def fields(self) -> Sequence[Text]:
        """Return the texts of the search text."""
        place = Text("place", self.place or "")
        return [
            Text("statement", self.statement),
            place,
            Text("slug", self.slug),
        ]


ROWS: Mapping[str, type[WordsRow]] = {
    "claim": ClaimWordsRow,
    "article": ArticleWordsRow,
    "source": SourceWordsRow,
    "fact": FactWordsRow,
}


def words_of(resource: str) -> AnySelect:
    """Select all records of a kind, with their index rows."""
    index = INDEXES[resource]
    statement = ROWS[resource].select().select_from(index.record)
    return statement.outerjoin(index.rows, index.rows.record_id == index.record.id)


@prepared_by(lambda *, resource, **_: ROWS[resource])
def list_words(*, resource: str, viewer: Viewer) -> AnySelect:
    """Select a portion of the records after the id ``after``, live or withdrawn."""
    model = INDEXES[resource].record
    after = model.id > parameter("after", BigInteger())
    return (
        words_of(resource)
        .where(visible(model, viewer, withdrawn=True), after)
        .order_by(model.id)
        .limit(literal_column(str(PORTION)))
    )


@prepared_by(lambda *, resource, **_: ROWS[resource])
def list_searched(
    *, resource: str, count: int, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select ``count`` records with the texts in which they are found."""
    model = INDEXES[resource].record
    seen = visible(model, viewer, withdrawn=withdrawn)
    return words_of(resource).where(seen, model.id.in_(binds("record", count)))
