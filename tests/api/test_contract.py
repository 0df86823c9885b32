"""The API satisfies its OpenAPI document, also for generated data.

`make fuzz` does the same with many more cases.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.emptying import empty
from tests.fuzz.contract import Extent, Outcome, run

# `make fuzz` sends far more.
EXTENT = Extent(examples=1, coverage=4, one_in=4)

pytestmark = pytest.mark.slow


@pytest.fixture
def noise() -> None:
    """Records are made by the fuzzer itself."""


@pytest.fixture(scope="module")
def outcome(engine: Engine, database_url: str) -> Iterator[Outcome]:
    empty(engine)
    yield run(database_url, EXTENT)
    empty(engine)


def test_every_response_is_as_documented(outcome: Outcome) -> None:
    assert not outcome.findings, "\n\n".join(outcome.findings.values())


def test_cases_reach_most_operations(outcome: Outcome) -> None:
    assert outcome.total > 250
    missed = outcome.operations - outcome.reached
    assert len(missed) < len(outcome.operations) / 4, missed
