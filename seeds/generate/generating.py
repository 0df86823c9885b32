"""Generates a database: the same rows for the same size and seed."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from db.commands.bulk import bulk_load
from db.engine.session import make_engine
from seeds.generate import shares
from seeds.generate.articles import FIRST, LAST, Press
from seeds.generate.desk import Desk
from seeds.generate.names import Names
from seeds.generate.register import Registrar, amount
from seeds.generate.rows import (
    ArticleRow,
    AssessmentRow,
    AttributionRow,
    ClaimRow,
    FactRow,
    OutcomeRow,
    Rows,
    SourceRow,
    SpanRow,
    StanceRow,
    TagRow,
)

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
        with bulk_load(engine) as load:
            rows = Rows()
            for done in _press(rows, claims, seed).publish(claims):
                if done == claims or rows.waiting(ClaimRow) >= chunk:
                    rows.send(load)
                    if progress:
                        progress(done)
    finally:
        engine.dispose()
    return _report(rows)


def _report(rows: Rows) -> GenerateReport:
    """Return the numbers of rows."""
    return GenerateReport(
        sources=rows.count(SourceRow),
        articles=rows.count(ArticleRow),
        claims=rows.count(ClaimRow),
        attributions=rows.count(AttributionRow),
        spans=rows.count(SpanRow),
        tags=rows.count(TagRow),
        facts=rows.count(FactRow),
        stances=rows.count(StanceRow),
        assessments=rows.count(AssessmentRow),
        outcomes=rows.count(OutcomeRow),
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
