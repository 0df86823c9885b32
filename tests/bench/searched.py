"""Searches with words, names and filter values of a record."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import Any

from sqlalchemy import Connection, func, select

from db.models import Attribution, Claim, ClaimSearch, ClaimTag, Source, Stance, Tag
from db.queries.fact_claims import COUNTED_REVIEWS
from db.reads.articles import list_articles_page
from db.reads.claims import list_claims_page
from db.reads.facets import read_claim_facets
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.suggestions import suggest
from db.search.analyser import DRAFT
from db.search.grammar import parse

TOGETHER, APART, OTHERS = 320, 80, 100  # pairs of one claim, of two; others of a kind
LETTERS = range(1, 8)  # of a name, for suggestions
EACH = 5  # values of a filter: the most frequent, and others down to the middle
FACETS = ("outlet", "source", "form", "act", "stance", "year", "language")
# The columns of the filters that are combined with a common word.
FILTERED = {
    "source": Attribution.source_id,
    "outlet": Claim.outlet_id,
    "act": Claim.act,
    "form": Claim.form,
    "fact": Stance.fact_id,
}
Ask = Callable[[Reading], Awaitable[Any]]


class Record:
    """The words and values of a record, some of them drawn."""

    def __init__(self, connection: Connection, random: Random) -> None:
        claims = connection.scalar(select(func.max(ClaimSearch.record_id))) or 0
        drawn = random.sample(range(1, claims + 1), min(claims, TOGETHER + APART))
        some = select(ClaimSearch.words).where(ClaimSearch.record_id.in_(drawn))
        self.random = random
        rows = (row.split() for row in connection.scalars(some))
        self.words = [[word for word in row if word != DRAFT] for row in rows]
        self.names = list(connection.scalars(select(Source.name).limit(1000)))
        self.filters = {
            name: _frequent(connection, column) for name, column in FILTERED.items()
        }
        tags = select(Tag.name).where(
            Tag.id.in_(_frequent(connection, ClaimTag.tag_id))
        )
        self.filters["tag"] = [f'"{name}"' for name in connection.scalars(tags)]

    def asks(self) -> Mapping[str, Sequence[Ask]]:
        """Return searches of each kind."""
        found = {
            kind: list(map(ask_claims, of)) for kind, of in self._queries().items()
        }
        common = self._common()
        for name, values in self.filters.items():
            filtered = (f"{common} {name}:{value}" for value in values)
            found[f"a common word, {name}"] = list(map(ask_claims, filtered))
        words = [common, *(self.word() for _ in range(OTHERS // 10))]
        found["facets of a word"] = list(map(ask_facets, words))
        found["articles with a word"] = list(map(_articles, words))
        found["suggestions"] = [
            ask_suggestions(
                self.random.choice(self.names)[: self.random.choice(LETTERS)]
            )
            for _ in range(OTHERS)
        ]
        return found

    def _queries(self) -> Mapping[str, Sequence[str]]:
        one, some = self.word, range(OTHERS)
        pairs = [" ".join(self._words(2)) for _ in range(TOGETHER)]
        pairs += [f"{one()} {one()}" for _ in range(APART)]
        either = ("denial", "retraction")
        return {
            "two words": pairs,
            "no hit": [f"{one()} zzzz" for _ in some],
            "a phrase": [f'"{one()} {one()}"' for _ in some],
            "a beginning": [f"{self._beginning()}*" for _ in range(OTHERS // 10)],
            "an act": [f"{one()} act:denial" for _ in some],
            "a word or an act": [f"zzzz OR act:{act}" for act in either],
        }

    def word(self) -> str:
        """Return a word that stands in a claim."""
        return self._words(1)[0]

    def _beginning(self) -> str:
        """Return the first two letters of a word that stands in a claim."""
        return next(word[:2] for word in iter(self.word, None) if word[1:])

    def _words(self, count: int) -> Sequence[str]:
        """Return words that stand in one claim."""
        return self.random.choices(self.random.choice(self.words), k=count)

    def _common(self) -> str:
        """Return the word that most of the drawn claims have."""
        counted = Counter(word for row in self.words for word in set(row))
        return max(counted, key=counted.__getitem__)


def _frequent(connection: Connection, column: Any) -> Sequence[Any]:
    """Return the most frequent value of a column, and others down to the middle."""
    number = func.count().label("number")
    counts = select(column).where(column.is_not(None)).group_by(column)
    values = connection.scalars(counts.order_by(number.desc(), column)).all()
    return values[: len(values) // 2 + 1 : max(1, len(values) // (2 * EACH))]


def ask_claims(query: str) -> Ask:
    """Return the search for the newest claims that a query finds."""
    page, values = PageQuery(limit=50, sort="-dated"), _values(query)
    return lambda reading: list_claims_page(reading, page, values)


def ask_facets(query: str) -> Ask:
    """Return the search that counts what a query finds."""
    values = _values(query)
    return lambda reading: read_claim_facets(reading, values, FACETS, withdrawn=False)


def _articles(query: str) -> Ask:
    page, values = PageQuery(limit=50, sort="-published"), {"q": [parse(query)]}
    return lambda reading: list_articles_page(reading, page, values)


def _values(query: str) -> Mapping[str, Any]:
    return {"q": [parse(query)], "review": COUNTED_REVIEWS}


def ask_suggestions(typed: str) -> Ask:
    """Return the search for the sources with a name that is being typed."""
    return lambda reading: suggest(reading, "source", typed, article=None, limit=10)
