"""Figures from rounds: medians, ratios of the same round, required ratios."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from tests.bench.measuring import (
    Measured,
    latency_ratios,
    processor_ratios,
    ratios,
)
from tests.bench.workloads import TARGETS, is_busy

Json = dict[str, Any]
OTHERS = {"of_limit": "limit", "times_naive": "naive"}


def figures(measured: Sequence[Measured]) -> list[Json]:
    """Return the results of each contender in relation to the others."""
    by_cell = {(one.part, one.contender): one for one in measured}
    found = []
    for one in measured:
        result = one.as_json()
        for figure, other in OTHERS.items():
            result |= _ratio(figure, one, by_cell.get((one.part, other)))
        if one.part == "D deep":
            first = by_cell["D first", one.contender]
            result |= _ratio("cost_in_first_pages", first, one)
        if is_busy(one.part):
            idle = by_cell["B idle", one.contender]
            result |= _spread("p99_in_idle_ones", latency_ratios(one, idle), [])
        found.append(result)
    return found


def _ratio(figure: str, of: Measured, to: Measured | None) -> Json:
    """Return the median of a ratio over all rounds, with its range.

    A ratio of processor times varies less where other work is done on the machine, but
    leaves out what the server only waits for.
    """
    if to is None:
        return _spread(figure, [], [])
    return _spread(figure, ratios(of, to), processor_ratios(of, to))


def _spread(figure: str, values: list[float], processor: list[float]) -> Json:
    return {
        figure: median(values) if values else None,
        f"{figure}_spread": [min(values, default=None), max(values, default=None)],
        f"{figure}_by_processor": median(processor) if processor else None,
    }


def targets(backend: str, results: Sequence[Json]) -> list[Json]:
    """Return the targets of the product, and whether it met them."""
    products = {one["part"]: one for one in results if one["contender"] == "product"}
    return [
        {
            "part": target.part,
            "figure": target.figure,
            "wanted": target.bounds[backend],
            "at_most": target.at_most,
            "measured": measured,
            "by_processor": products[target.part][f"{target.figure}_by_processor"],
            "reached": target.reached(backend, measured),
        }
        for target in TARGETS
        if target.part in products
        and (measured := products[target.part][target.figure]) is not None
    ]
