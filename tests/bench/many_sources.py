"""Suggestions among very many sources: ``python -m tests.bench.many_sources URL``.

The record at URL, a generated one, gets more sources until it has ``--sources``, with
invented names: first names and last names of which few are frequent. Rows are stored
directly. A record that has as many is only measured.
"""

import asyncio
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, product
from random import Random
from statistics import quantiles
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Engine, func, select

from db.commands.bulk.postgresql import PostgresLoad
from db.commands.bulk.sqlite import SqliteLoad
from db.engine.reader import make_reader
from db.engine.session import make_engine
from db.models import Attribution, Base, NameWord, Source, WordDeletion
from db.reads.reading import Reading
from db.reads.suggestions import suggest
from db.search.suggesting import deletions, name_words, prefix_bits
from db.values import clock
from db.values.names import match_key
from db.values.text import fold
from db.values.viewer import READER
from tests.bench.searching import Clock, backends

FIRST_NAMES, LAST_NAMES = 3_000, 200_000
CONSONANTS, VOWELS = "bdfghjklmnprstvwz", "aeio"
PORTION = 20_000
ASKED = 200  # suggestions of each kind
RUNS = 3  # of each suggestion; the one with the least processor time counts
RARITIES = (9, 9, 9, 9, 8, 8, 7, 6, 4, 1)  # most sources have hardly any claims
COLUMNS = ("record_id", "rarity", "word", "prefix_bits")
Values = Sequence[Any]


class NewSource(NamedTuple):
    """A person; other columns have their defaults."""

    id: int
    name: str
    folded: str
    match_key: str
    created_at: Any
    updated_at: Any
    kind: str = "person"
    ordinal: int = 1
    seniority: str = "unknown"
    version: int = 1
    visibility: str = "public"
    embargo_inherited: bool = False
    has_namesakes: bool = False


class People:
    """Invented names, some parts of them frequent; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.first = self._words(FIRST_NAMES, (2, 3))
        self.last = self._words(LAST_NAMES, (3, 4, 5))
        self._weights = {
            len(words): list(accumulate(1 / (n + 10) for n in range(len(words))))
            for words in (self.first, self.last)
        }

    def names(self) -> Iterator[str]:
        """Yield names without end."""
        while True:
            yield f"{self.drawn(self.first)} {self.drawn(self.last)}"

    def drawn(self, words: Sequence[str]) -> str:
        """Return a word; the first ones are frequent."""
        weights = self._weights[len(words)]
        return self._random.choices(words, cum_weights=weights)[0].title()

    def _words(self, count: int, lengths: Sequence[int]) -> Sequence[str]:
        found: dict[str, None] = {}
        syllables = [*map("".join, product(CONSONANTS, VOWELS))]
        while len(found) < count:
            length = self._random.choice(lengths)
            found["".join(self._random.choices(syllables, k=length))] = None
        return list(found)


class Filling:
    """Stores sources and the words of their names."""

    def __init__(self, connection: Connection) -> None:
        self._next = {
            model: (connection.scalar(select(func.max(model.id))) or 0) + 1
            for model in (Source, NameWord, WordDeletion)
        }
        of_sqlite = connection.dialect.name == "sqlite"
        self._load = SqliteLoad(connection) if of_sqlite else PostgresLoad(connection)
        self._load.index_names = lambda: None  # the words are stored here
        self._words, self._random, self._now = set[str](), Random(1), clock.now()

    def store(self, names: Sequence[str]) -> None:
        """Store sources with these names."""
        first = self._next[Source]
        keys = ((one, fold(one), match_key(one), self._now, self._now) for one in names)
        sources = [NewSource(first + n, *values) for n, values in enumerate(keys)]
        self._load.insert(Source, NewSource._fields, sources)
        self._next[Source] += len(names)
        named = [
            (source.id, self._random.choice(RARITIES), word, prefix_bits(words))
            for source in sources
            for words in [sorted(name_words([source.name]))]
            for word in words
        ]
        self._insert(NameWord, COLUMNS, named)
        new = {row[2] for row in named} - self._words
        self._words |= new
        pairs = [(word, one) for word in sorted(new) for one in deletions(word)]
        self._insert(WordDeletion, ("word", "deletion"), pairs)

    def _insert(
        self, model: type[Base], columns: Sequence[str], rows: Sequence[Values]
    ) -> None:
        first, columns = self._next[model], ("id", "resource", "visibility", *columns)
        numbered = [(first + n, "source", "public", *row) for n, row in enumerate(rows)]
        self._load.insert(model, columns, numbered)
        self._next[model] += len(rows)

    def complete(self) -> None:
        """Create the indexes."""
        self._load.complete()

    def finish(self) -> None:
        """Clean up after the commit."""
        self._load.finish()


def fill(engine: Engine, people: People, count: int) -> None:
    """Store sources until there are ``count``."""
    with engine.connect() as connection:
        there = connection.scalar(select(func.count(Source.id))) or 0
        names = islice(people.names(), max(0, count - there))
        if there >= count:
            return
        connection.rollback()
        filling = Filling(connection)
        connection.rollback()
        with connection.begin():
            while some := list(islice(names, PORTION)):
                filling.store(some)
            filling.complete()
        filling.finish()


def kinds(people: People) -> Mapping[str, Callable[[], str]]:
    """Return functions that draw typed text of each kind."""
    first, last = (
        (lambda: people.drawn(people.first)),
        (lambda: people.drawn(people.last)),
    )
    return {
        "one letter": lambda: last()[:1],
        "two letters": lambda: last()[:2],
        "three letters": lambda: last()[:3],
        "a last name": last,
        "a frequent first name": lambda: people.first[0],
        "a frequent first name, a letter": lambda: f"{people.first[0]} {last()[:1]}",
        "a first name, a last name begun": lambda: f"{first()} {last()[:4]}",
        "a last name without a letter": lambda: (one := last())[:2] + one[3:],
        "a first name without a letter": lambda: (one := first())[:2] + one[3:],
    }


async def measure(
    url: str, people: People, article: int
) -> Mapping[str, Sequence[tuple[float, float]]]:
    """Return the milliseconds of suggestions of each kind: of processors, elapsed."""
    others = backends(url)
    reader = make_reader(url)
    await reader.open()
    reading, found = Reading(reader, READER), {}
    for kind, typed in kinds(people).items():
        for of_article in (None, article):
            name = f"{kind}, for an article" if of_article else kind
            asked = [typed() for _ in range(ASKED)]
            await suggest(reading, "source", asked[0], article=of_article, limit=10)
            clock = Clock(backends(url) - others)
            found[name] = [
                await _timed(reading, one, clock, article=of_article) for one in asked
            ]
    await reader.close()
    return found


async def _timed(
    reading: Reading, typed: str, clock: Clock, *, article: int | None
) -> tuple[float, float]:
    """Return the least milliseconds of a few runs: of processors, and elapsed."""
    runs = []
    for _ in range(RUNS):
        began = clock.read()
        await suggest(reading, "source", typed, article=article, limit=10)
        elapsed, processor, _ = (
            b - a for a, b in zip(began, clock.read(), strict=True)
        )
        runs.append((processor * 1000, elapsed * 1000))
    return min(runs)


def main() -> None:
    """Store the sources, measure, and print a table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("url", help="a generated record, which gets more sources")
    parser.add_argument("--sources", type=int, default=1_000_000)
    given = parser.parse_args()
    engine, people = make_engine(given.url), People(1)
    fill(engine, people, given.sources)
    with engine.connect() as connection:
        quoted = select(Attribution.article_id).group_by(Attribution.article_id)
        article = connection.scalar(quoted.order_by(func.count().desc()).limit(1))
    engine.dispose()
    columns = ("p50", "p99", "most")
    table = Table("suggestions, ms", *columns, *(f"{one}, elapsed" for one in columns))
    for kind, times in asyncio.run(measure(given.url, people, article)).items():
        spread = []
        for of_kind in zip(*times, strict=True):
            cuts = quantiles(of_kind, n=100, method="inclusive")
            spread += [cuts[49], cuts[98], max(of_kind)]
        table.add_row(kind, *(f"{one:.2f}" for one in spread))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
