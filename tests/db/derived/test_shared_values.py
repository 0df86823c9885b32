"""Values that rows of claims on facts share."""

from datetime import UTC, datetime

import pytest

from db.derived.fact_claims import SharedValues
from db.queries.fact_claims import FactClaimRow
from tests.db.derived.written_rows import fact_claims, row

pytestmark = pytest.mark.portable
WORDS = "It rained in March."


def read(**columns: object) -> FactClaimRow:
    """Return a row whose texts and numbers are objects of its own, as a driver does."""
    own = {"fact_statement": "".join(WORDS), "article_id": int("70000")}
    return row("supports", **own | columns)


class TestSharedValues:
    def test_are_stored_as_one_object(self) -> None:
        told = [(read(at=str(10**6 + one % 2)), [int("80000")]) for one in range(4)]

        claims = fact_claims(*told)

        for name, kept in (("fact_statement", 1), ("article_id", 1), ("dated_at", 2)):
            assert len({id(getattr(one, name)) for one in claims.rows}) == kept
        steps = [step for chain in claims.steps.values() for step in chain]
        assert len({id(step.source_id) for step in steps}) == 1

    def test_have_the_values_and_types_that_were_read(self) -> None:
        at = datetime(2022, 3, 21, tzinfo=UTC)
        rows = [
            read(article_id=1, probability_low=1.0, is_article_retracted=True),
            read(article_id=0, probability_low=0.0, is_article_retracted=False),
            read(dated_at=at, said_from=at, probability_low=1.0),
        ]

        shared = SharedValues().in_rows(rows)

        assert shared == rows
        for one, other in zip(shared, rows, strict=True):
            assert type(one) is FactClaimRow
            assert list(map(type, one)) == list(map(type, other))
