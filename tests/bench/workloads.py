"""The workloads, and the ratios that the product must reach."""

from dataclasses import dataclass

from api.settings import PREFIX
from tests.bench.servers import CONTENDERS

WRITE, WRITE_PATH = "W5", f"{PREFIX}/claims"
SEARCHES = "W3"
FILTERS = "N"
# The parts of each workload; each is measured by itself.
PARTS = {
    "W1": ("W1",),
    "W2": ("W2",),
    "F": ("F",),
    "D": ("D first", "D deep"),
    "K": ("K fact", "K claims", "K timeline", "K corroboration"),
    "A": ("A stats", "A record"),
    "B": ("B idle", "B stats", "B corroboration"),
    "P": ("P reader", "P fact", "P source"),
    SEARCHES: (),  # in one process: see searching.py
    FILTERS: (),  # as these: see filtering.py
    "W5": ("W5",),
}
# Of these the limit runs the SQL and counts the rows; nobody derives anything naively.
DERIVED = {"K timeline", "K corroboration", "A stats", "A record"}
# They take many milliseconds: more than one at a time would measure the queue.
ALONE = 1
TITLES = {
    "W1": "newest 50 claims of a source",
    "W2": "one claim by its id",
    "F": "claims by one filter",
    "D first": "first page of the largest source",
    "D deep": "deep page of the largest source",
    "K fact": "the fact with most claims",
    "K claims": "newest 50 of its claims",
    "K timeline": "its timeline",
    "K corroboration": "its corroboration",
    "A stats": "all claims by outlet and month",
    "A record": "the record of the source with most stances",
    "B idle": "W2 by itself",
    "B stats": "W2 while A stats runs",
    "B corroboration": "W2 while K corroboration runs",
    "P reader": "pages of articles with their texts and claims",
    "P fact": "the page of a fact with about a hundred claims",
    "P source": "pages of sources",
    "W5": "one durable claim",
}


def contenders(part: str) -> tuple[str, ...]:
    """Return who is measured in a part of a workload."""
    if part in (*PARTS["B"], *PARTS["P"]):
        return ("product",)
    if part in (*PARTS["K"], *PARTS["A"]):
        return ("product", "limit")
    return tuple(CONTENDERS)


def is_busy(part: str) -> bool:
    """Return whether other requests run while a part is measured."""
    return part in PARTS["B"] and part != "B idle"


@dataclass(frozen=True)
class Target:
    """A figure of the product and its target: a minimum or a maximum."""

    part: str
    figure: str
    bounds: dict[str, float]  # by backend
    at_most: bool = False

    def reached(self, backend: str, measured: float) -> bool:
        """Return whether a figure is good enough."""
        bound = self.bounds[backend]
        return measured <= bound if self.at_most else measured >= bound


def _both(bound: float) -> dict[str, float]:
    return {"sqlite": bound, "postgresql": bound}


TARGETS = (
    Target("W1", "of_limit", {"sqlite": 0.5, "postgresql": 0.4}),
    Target("W2", "of_limit", {"sqlite": 0.3, "postgresql": 0.4}),
    Target("W1", "times_naive", _both(5)),
    Target("D deep", "cost_in_first_pages", _both(1.2), at_most=True),
    Target("B stats", "p99_in_idle_ones", _both(2), at_most=True),
    Target("B corroboration", "p99_in_idle_ones", _both(2), at_most=True),
)
