"""The search texts of synthetic articles, sources and facts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.commands.search import Indexed, values_of
from db.models import (
    Article,
    ArticleSearch,
    Base,
    Fact,
    FactSearch,
    Revision,
    Source,
    SourceName,
    SourceSearch,
)
from db.queries.word_indexes import ARTICLES, FACTS, SOURCES
from db.search import VERSION
from db.search.docids import docid_of
from db.search.records import article_words, fact_words, source_words

Values = dict[str, Any]


def word_rows(
    rows: Mapping[type[Base], Sequence[Values]],
) -> Iterator[tuple[type[Base], list[Values]]]:
    """Yield the rows of each index for new records with all their texts and names."""
    texts = {one["article_id"]: one["text"] for one in rows[Revision]}  # the last one
    names = defaultdict[int, list[str]](list)
    for one in rows[SourceName]:
        names[one["source_id"]].append(one["name"])
    yield ArticleSearch, [_of_article(one, texts) for one in rows[Article]]
    yield SourceSearch, [_of_source(one, names) for one in rows[Source]]
    yield FactSearch, [_of_fact(one) for one in rows[Fact]]


def _of_article(article: Values, texts: Mapping[int, str]) -> Values:
    id_, at = article["id"], article["published_from"]
    words = article_words(article["title"], texts.get(id_), article["language"])
    return values_of(ARTICLES, Indexed(docid_of(at, id_), id_, VERSION, words))


def _of_source(source: Values, names: Mapping[int, Sequence[str]]) -> Values:
    id_, at = source["id"], source["created_at"]
    words = source_words(source["name"], names.get(id_, ()))
    return values_of(SOURCES, Indexed(docid_of(at, id_), id_, VERSION, words))


def _of_fact(fact: Values) -> Values:
    id_, at = fact["id"], fact["created_at"]
    words = fact_words(fact["statement"], None, fact["slug"])
    return values_of(FACTS, Indexed(docid_of(at, id_), id_, VERSION, words))
