"""So many at a time, and the rest is refused at once: waiting has to end somewhere."""

from types import TracebackType
from typing import NoReturn

from prometheus_client import Counter, Gauge
from starlette.exceptions import HTTPException

from api.metrics import Metrics

WAIT = {"Retry-After": "1"}  # seconds


class Queue:
    """Counts what is under way of one kind; used as ``with queue:``."""

    def __init__(self, kind: str, limit: int, metrics: Metrics) -> None:
        self._kind, self._limit, self._held = kind, limit, 0
        self._gauge: Gauge = metrics.in_flight.labels(kind)
        self._refused: Counter = metrics.refused.labels(kind)

    def __enter__(self) -> None:
        if self._held >= self._limit:
            self.refuse()
        self._held += 1
        self._gauge.inc()

    def refuse(self) -> NoReturn:
        """Say that there is too much of this kind."""
        self._refused.inc()
        message = f"Too many {self._kind} are under way: try again in a moment."
        raise HTTPException(503, message, WAIT)

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self._held -= 1
        self._gauge.dec()
