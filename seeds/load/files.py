"""Loads the seed files one by one, and reports the loaded records."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from db.engine.session import Context, SessionFactory, write_transaction
from db.engine.writer.retries import retry
from seeds.errors import SeedError
from seeds.format import SeedFile, read_seed_file
from seeds.load.articles import load_article_of
from seeds.load.facts import load_facts
from seeds.load.loading import Loading
from seeds.load.sources import load_named, loaded_before

DATA = Path(__file__).parents[1] / "data"

Before = dict[str, tuple[SeedFile, int | None]]  # with the ids of their articles
FileOrClaim = tuple[str, str | None]  # the key of a file, and that of a claim in it


@dataclass(frozen=True)
class Count:
    """The number of records of one kind that were added, and that existed."""

    added: int
    present: int


@dataclass(frozen=True)
class LoadReport:
    """The result of loading."""

    sources: Count
    articles: Count
    claims: Count
    facts: Count
    stances: Count
    assessments: Count
    outcomes: Count


def load_seeds(sessions: SessionFactory, *, folder: Path = DATA) -> LoadReport:
    """Load the missing records of every seed file, each file in a transaction.

    A transaction that the database rolls back because of a concurrent one is repeated.
    Raise ``SeedError`` for a file that is wrong or contradicts existing records.
    """
    seeds = [read_seed_file(path) for path in sorted(folder.glob("*.json"))]
    _check_order(seeds)
    before: Before = {}
    shipped: Counter[str] = Counter()
    added: Counter[str] = Counter()
    for seed in seeds:
        shipped += _size(seed)
        article_id, found = retry(partial(_load_file, sessions, seed, before))
        before[seed.key] = seed, article_id
        added += found

    def count(resource: str) -> Count:
        return Count(added[resource], shipped[resource] - added[resource])

    return LoadReport(
        sources=count("source"),
        articles=count("article"),
        claims=count("claim"),
        facts=count("fact"),
        stances=count("stance"),
        assessments=count("assessment"),
        outcomes=count("outcome"),
    )


def _load_file(
    sessions: SessionFactory, seed: SeedFile, before: Before
) -> tuple[int | None, Counter[str]]:
    """Return the id of the article of a file, and how much was added."""
    with write_transaction(sessions, Context(reason="seeds")) as write:
        load = Loading(write, seed, before=before)
        return _load(load), _added(load)


def _added(load: Loading) -> Counter[str]:
    """Return how many records and judgements a file added."""
    made = (change for change in load.write.changes if change.action == "create")
    return load.judged + Counter(change.resource for change in made)


def _check_order(seeds: Sequence[SeedFile]) -> None:
    """Raise ``SeedError`` for a reference to what no file before it has."""
    known: set[FileOrClaim] = set()
    for seed in seeds:
        for file, claim in sorted(_referred_to(seed) - known, key=str):
            what = f"claim {claim} in the file" if claim else "file"
            message = f"{seed.key}.json: no {what} {file} is loaded before it"
            raise SeedError(message)
        known |= {(seed.key, None), *((seed.key, claim.key) for claim in seed.claims)}


def _referred_to(seed: SeedFile) -> set[FileOrClaim]:
    """Return the other files that a file refers to, and their claims."""
    links = {(one.file, one.claim) for claim in seed.claims for one in claim.links}
    reprinted = seed.article and seed.article.reprints
    return links | ({(reprinted, None)} if reprinted else set())


def _size(seed: SeedFile) -> Counter[str]:
    return Counter(
        source=len(seed.sources) + len(seed.unnamed),
        article=int(seed.article is not None),
        claim=len(seed.claims),
        fact=len(seed.facts),
        stance=sum(len(claim.stances) for claim in seed.claims),
        assessment=sum(len(fact.assessments) for fact in seed.facts),
        outcome=sum(fact.outcome is not None for fact in seed.facts),
    )


def _load(load: Loading) -> int | None:
    load.write.lock_register()  # two processes that start together load once
    loaded = loaded_before(load)
    load_named(load, loaded)
    article_id = load_article_of(load, loaded)
    load_facts(load, article_id)
    return article_id
