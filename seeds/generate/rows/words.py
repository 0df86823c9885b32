"""The search texts of synthetic articles, sources and facts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from db.search import VERSION
from db.search.docids import docid_of
from db.search.records import article_words, fact_words, source_words
from seeds.generate.rows.facts import FactRow
from seeds.generate.rows.press import ArticleRow, RevisionRow
from seeds.generate.rows.register import NameRow, SourceRow


class ArticleSearchRow(NamedTuple):
    """The search text of an article."""

    id: int
    article_id: int
    version: int
    words: str


class SourceSearchRow(NamedTuple):
    """The search text of a source."""

    id: int
    source_id: int
    version: int
    words: str


class FactSearchRow(NamedTuple):
    """The search text of a fact."""

    id: int
    fact_id: int
    version: int
    words: str


def word_rows(
    rows: Mapping[type[Any], Sequence[Any]],
) -> Iterator[ArticleSearchRow | SourceSearchRow | FactSearchRow]:
    """Yield the search texts of new rows, which include all their texts and names."""
    texts = {row.article_id: row.text for row in rows[RevisionRow]}  # the last one
    for row in rows[ArticleRow]:
        docid = docid_of(row.published_from, row.id)
        words = article_words(row.title, texts.get(row.id), row.language)
        yield ArticleSearchRow(docid, row.id, VERSION, words)
    names = defaultdict[int, list[str]](list)
    for name in rows[NameRow]:
        names[name.source_id].append(name.name)
    for row in rows[SourceRow]:
        docid = docid_of(row.created_at, row.id)
        words = source_words(row.name, names[row.id])
        yield SourceSearchRow(docid, row.id, VERSION, words)
    for row in rows[FactRow]:
        docid = docid_of(row.created_at, row.id)
        words = fact_words(row.statement, None, row.slug)
        yield FactSearchRow(docid, row.id, VERSION, words)
