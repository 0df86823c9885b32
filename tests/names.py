"""Precision and recall of the similarity of names, which tells one source from two.

``python -m tests.names`` prints them for labelled pairs of names, if they are there:
they are kept outside the project. Those that were made up for training count apart.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.derived.likeness import ALIKE, likeness
from tests.conftest import ROOT

DATA = Path(os.environ.get("ONRECORD_TEST_DATA", ROOT.parent / "shared" / "data"))
PAIRS = DATA / "name-pairs" / "pairs.jsonl"
THRESHOLDS = (0.8, 0.85, ALIKE, 0.9, 0.95)


@dataclass(frozen=True)
class Measured:
    """Precision and recall of the pairs that were judged to be one source."""

    precision: float
    recall: float


def read_pairs(*, synthetic: bool = False) -> list[dict[str, Any]]:
    """Return the pairs that people collected; with ``synthetic`` all of them."""
    pairs = map(json.loads, PAIRS.read_text("utf-8").splitlines())
    return [pair for pair in pairs if synthetic or not pair["synthetic"]]


def measure(pairs: Sequence[dict[str, Any]], threshold: float) -> Measured:
    called = [
        pair["match"]
        for pair in pairs
        if likeness(pair["name1"], pair["name2"]) >= threshold
    ]
    same = sum(pair["match"] for pair in pairs)
    return Measured(sum(called) / len(called), sum(called) / same)


def main() -> int:
    if not PAIRS.is_file():
        print(f"No {PAIRS}: nothing is measured.")  # noqa: T201 - it is a script
        return 0
    for label, synthetic in (("collected", False), ("all", True)):
        pairs = read_pairs(synthetic=synthetic)
        for threshold in THRESHOLDS:
            found = measure(pairs, threshold)
            print(  # noqa: T201 - it is a script
                f"{label} ({len(pairs)} pairs), from {threshold:.2f}: "
                f"precision {found.precision:.3f}, recall {found.recall:.3f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
