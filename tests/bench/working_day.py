"""Ten searches of a working day: ``python -m tests.bench.working_day URL…``.

Each database that is named is asked with words, names and values of its own record. So
is one of the 84 articles of PolNeAR, if ``ONRECORD_TEST_DATA`` is a folder with them.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from random import Random

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from db.engine.reader import Reader, make_reader
from db.engine.session import make_engine
from db.reads.pages import PageQuery
from db.reads.reading import Reading
from db.reads.search import find, find_sections
from db.search.grammar import parse
from db.values.viewer import READER
from tests.bench.polnear import FILE, polnear
from tests.bench.searched import Ask, Record, ask_claims, ask_facets, ask_suggestions
from tests.bench.searching import Clock, backends

TIMES = 5  # of each search, after one that prepares its statements


def main() -> int:
    """Print what each search takes in each database; return the exit status."""
    table = Table(title="processor ms (elapsed ms)", title_justify="left", box=SIMPLE)
    table.add_column("search")
    console = Console(width=None if sys.stdout.isatty() else 100)
    with polnear() as articles:
        if articles is None:
            console.print(f"There is no {FILE}: the articles of PolNeAR are left out.")
        urls = [*sys.argv[1:], *([articles] if articles else [])]
        columns = [asyncio.run(_measured(url)) for url in urls]
    for url in urls:
        table.add_column(url.rpartition("/")[2].partition("?")[0], justify="right")
    for search in columns[0] if columns else ():
        table.add_row(search, *(found[search] for found in columns))
    console.print(table)
    return 0


async def _measured(url: str) -> Mapping[str, str]:
    engine = make_engine(url)
    with engine.connect() as connection:
        record = Record(connection, Random(1))
    engine.dispose()
    others, reader = backends(url), make_reader(url)
    await reader.open()
    clock = Clock(backends(url) - others)
    found = {
        name: await _timed(reader, ask, clock) for name, ask in searches(record).items()
    }
    await reader.close()
    return found


def searches(record: Record) -> Mapping[str, Ask]:
    """Return ten searches for what a record has."""
    first, second, third = _adjacent(record), record.word(), record.word()
    of = {name: next(iter(values), 0) for name, values in record.filters.items()}
    act, word = of["act"], first[0]
    name = max(record.names, key=len)
    return {
        "words as printed": ask_claims(f'"{" ".join(first)}"'),
        "a source and a word": ask_claims(f"source:{of['source']} {word}"),
        "acts of a month": ask_claims(f"act:{act} from:2022-03 to:2022-03"),
        "a beginning, without a word": ask_claims(f"{word[:3]}* -{second}"),
        "one of two words": ask_claims(f"{word} ({second} OR {third})"),
        "an outlet, without an act": ask_claims(
            f"{word} outlet:{of['outlet']} -act:{act}"
        ),
        "facets of a fact": ask_facets(f"fact:{of['fact']} -act:{act}"),
        "articles by title": lambda reading: find(
            reading, "article", parse(f"title:{word}"), query=PageQuery(limit=50)
        ),
        "everything with a word": lambda reading: find_sections(
            reading, parse(second), limit=5
        ),
        "a name typed wrong": ask_suggestions(f"{name[:3]}{name[4:]}"),
    }


def _adjacent(record: Record) -> Sequence[str]:
    """Return two words that stand next to each other."""
    words = max(record.words, key=len)
    return words[1:3]


async def _timed(reader: Reader, ask: Ask, clock: Clock) -> str:
    """Return the least processor time of a search, and the least elapsed time."""
    await ask(Reading(reader, READER))
    times = []
    for _ in range(TIMES):
        began = clock.read()
        await ask(Reading(reader, READER))
        times.append([b - a for a, b in zip(began, clock.read(), strict=True)])
    elapsed, processor, _ = map(min, zip(*times, strict=True))
    return f"{processor * 1000:.1f} ({elapsed * 1000:.1f})"


if __name__ == "__main__":
    sys.exit(main())
