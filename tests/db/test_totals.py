"""The totals of lists are counted up to a bound."""

from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from db.reads.articles import ARTICLES
from db.reads.claims import CLAIMS
from db.reads.facts import FACTS
from db.reads.sources import SOURCES
from db.reads.tags import TAGS
from db.values.totals import MAX_TOTAL
from db.values.viewer import READER


@pytest.mark.parametrize("shape", [(), (("tag", 1),), (("source", 2),)])
def test_a_total_of_claims_reads_a_bounded_number_of_rows(
    shape: tuple[tuple[str, int], ...],
) -> None:
    statement = CLAIMS.count(shape=shape, viewer=READER).statement

    assert f" LIMIT {MAX_TOTAL + 1} " in _sql(statement)


@pytest.mark.parametrize("listing", [ARTICLES, FACTS, SOURCES, TAGS])
def test_a_total_of_other_records_reads_a_bounded_number_of_rows(listing: Any) -> None:
    statement = listing.count(viewer=READER).statement

    assert f" LIMIT {MAX_TOTAL + 1} " in _sql(statement)


def _sql(statement: Any) -> str:
    compiled = str(statement.compile(dialect=sqlite.dialect()))
    return " ".join(compiled.split())
