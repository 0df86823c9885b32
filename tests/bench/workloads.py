"""What is measured, and what the product has to reach."""

from dataclasses import dataclass

from api.settings import PREFIX

WRITE, WRITE_PATH = "W5", f"{PREFIX}/claims"
# The parts of each workload; each is measured by itself.
PARTS = {
    "W1": ("W1",),
    "W2": ("W2",),
    "F": ("F",),
    "D": ("D first", "D deep"),
    "W5": ("W5",),
}
TITLES = {
    "W1": "newest 50 claims of a source",
    "W2": "one claim by its id",
    "F": "claims by one filter",
    "D first": "first page of the largest source",
    "D deep": "deep page of the largest source",
    "W5": "one durable claim",
}


@dataclass(frozen=True)
class Target:
    """A figure of the product and what it has to be: at least, or at most."""

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
)
