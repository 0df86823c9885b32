"""The similarity of names classifies nine of ten pairs correctly."""

import pytest

from db.derived.likeness import ALIKE
from tests.names import measure, read_pairs
from tests.real.conftest import real_file

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("synthetic", "precision", "recall"), [(False, 0.9, 0.72), (True, 0.84, 0.79)]
)
def test_precision_and_recall_reach_their_minimum(
    precision: float, recall: float, *, synthetic: bool
) -> None:
    real_file("name-pairs/pairs.jsonl")

    found = measure(read_pairs(synthetic=synthetic), ALIKE)

    assert found.precision >= precision
    assert found.recall >= recall
