"""Sorts and filters of lists that an index serves: reads on the event loop."""

from typing import Any

import pytest

from db.reads.articles import ARTICLES
from db.reads.claims import CLAIMS
from tests.db import test_plans as plans

pytestmark = pytest.mark.every_case


class TestIndexedLists:
    @pytest.mark.parametrize(
        ("listing", "planned"), [(CLAIMS, plans.CLAIMS), (ARTICLES, plans.ARTICLES)]
    )
    def test_indexed_filters_and_sorts_are_the_planned_ones(
        self, listing: Any, planned: list[tuple[str, list[str]]]
    ) -> None:
        """All else would keep the event loop while it is sorted."""
        expected = {
            sort: {name for name in filters if name}
            for sorts, filters in planned
            for sort in sorts.split()
        }
        assert listing.indexed == expected
