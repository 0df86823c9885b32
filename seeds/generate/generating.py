"""Generates a database: the same rows for the same size and seed."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from sqlalchemy.orm import Session

from db.commands.bulk import bulk_load
from db.commands.known_records import KnownRecords
from db.engine.session import Context, LazySession, Write, make_engine
from db.models import (
    Article,
    Assessment,
    Attribution,
    Claim,
    Fact,
    Outcome,
    Source,
    Span,
    Stance,
    Tag,
)
from seeds.generate import shares
from seeds.generate.articles import FIRST, LAST, Press
from seeds.generate.desk import Desk
from seeds.generate.names import Names
from seeds.generate.register import Registrar, amount
from seeds.generate.rows import Rows

CHUNK = 10_000


@dataclass(frozen=True)
class GenerateReport:
    """The number of rows of each kind."""

    sources: int
    articles: int
    claims: int
    attributions: int
    spans: int
    tags: int
    facts: int
    stances: int
    assessments: int
    outcomes: int


def generate(
    database_url: str,
    *,
    claims: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
    chunk: int = CHUNK,
) -> GenerateReport:
    """Fill an empty, migrated database with ``claims`` synthetic claims.

    The rows have no audit entries. About ``chunk`` claims are in memory at a time, and
    ``progress`` is called with the number stored so far. Raise ``ConflictError`` if the
    database has records.
    """
    engine = make_engine(database_url)
    try:
        with (
            _collected_by_chunks(),
            bulk_load(engine) as load,
            Session(load.connection) as session,
        ):
            rows = Rows(KnownRecords(Write(LazySession.of(session), FIRST, Context())))
            for done in _press(rows, claims, seed).publish(claims):
                if done == claims or rows.waiting(Claim) >= chunk:
                    rows.send(load)
                    gc.collect(0)
                    if progress:
                        progress(done)
    finally:
        engine.dispose()
    return _report(rows)


@contextmanager
def _collected_by_chunks() -> Iterator[None]:
    """Stop automatic collections: each would scan all rows that are not stored yet."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _report(rows: Rows) -> GenerateReport:
    """Return the numbers of rows."""
    return GenerateReport(
        sources=rows.count(Source),
        articles=rows.count(Article),
        claims=rows.count(Claim),
        attributions=rows.count(Attribution),
        spans=rows.count(Span),
        tags=rows.count(Tag),
        facts=rows.count(Fact),
        stances=rows.count(Stance),
        assessments=rows.count(Assessment),
        outcomes=rows.count(Outcome),
    )


def _press(rows: Rows, claims: int, seed: int) -> Press:
    """Return the writer of articles, with the named sources, tags and facts."""
    # Not for secrets: the same seed must give the same rows.
    random = Random(seed)  # noqa: S311 - not for secrets
    names = Names(random)
    register = Registrar(random, names, rows).register(claims)
    desk = Desk(random, rows, names=names, register=register)
    count = amount(claims, shares.CLAIMS_PER_FACT, shares.FACTS)
    facts = desk.follow(count, first=FIRST, last=LAST)
    return Press(random, rows, names=names, register=register, facts=facts)
