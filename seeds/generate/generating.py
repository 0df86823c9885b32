"""Generating a record: the same one for the same size and seed, in any database."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from db.commands.bulk import bulk_load
from db.session import make_engine
from seeds.generate.articles import Press
from seeds.generate.names import Names
from seeds.generate.register import Registrar
from seeds.generate.rows import (
    ArticleRow,
    AttributionRow,
    ClaimRow,
    Rows,
    SourceRow,
    SpanRow,
    TagRow,
)

CHUNK = 10_000  # claims in memory at once, about


@dataclass(frozen=True)
class GenerateReport:
    """How many rows were made."""

    sources: int
    articles: int
    claims: int
    attributions: int
    spans: int
    tags: int


def generate(
    database_url: str,
    *,
    claims: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> GenerateReport:
    """Fill an empty, migrated database with ``claims`` synthetic claims.

    The rows have no change lines. ``progress`` is called with the number of claims
    that are stored so far. Raise ``ConflictError`` if the database has records.
    """
    engine = make_engine(database_url)
    try:
        with bulk_load(engine) as load:
            rows = Rows()
            # Not for secrets: the same seed has to give the same record.
            random = Random(seed)  # noqa: S311
            names = Names(random)
            register = Registrar(random, names, rows).register(claims)
            press = Press(random, rows, names=names, register=register)
            for done in press.publish(claims):
                if done == claims or rows.waiting(ClaimRow) >= CHUNK:
                    rows.send(load)
                    if progress:
                        progress(done)
    finally:
        engine.dispose()
    return GenerateReport(
        sources=rows.count(SourceRow),
        articles=rows.count(ArticleRow),
        claims=rows.count(ClaimRow),
        attributions=rows.count(AttributionRow),
        spans=rows.count(SpanRow),
        tags=rows.count(TagRow),
    )
