"""The result of one measurement."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """Requests answered in a time, how long one took, and how many went wrong."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failures: int

    @property
    def per_second(self) -> float:
        """Return how many requests were answered in a second."""
        return self.requests / self.seconds

    def as_json(self) -> dict[str, Any]:
        """Return all of it."""
        return {"requests_per_second": self.per_second, **asdict(self)}
