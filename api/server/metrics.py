"""What is counted, in the form that Prometheus reads.

Where several server processes run, each writes its counts to the folder that
``PROMETHEUS_MULTIPROC_DIR`` names, and whichever is asked answers for all of them.
"""

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
MEDIA_TYPE = CONTENT_TYPE_LATEST
# Seconds: a hot read takes one or two thousandths, a search up to half a second.
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
# When each series began would be as many series again.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The counts of one application; its labels have only values that are known."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._requests = Counter(
            "onrecord_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "onrecord_request_duration_seconds",
            "From the head of a request to the end of its answer",
            ("method", "route"),
            registry=self._registry,
            buckets=BUCKETS,
        )
        self.refused = Counter(
            "onrecord_requests_refused",
            "Requests that were not worked on, by what there was too much of",
            ("reason",),
            registry=self._registry,
        )
        self.in_flight = Gauge(
            "onrecord_in_flight",
            "What is worked on or waits now: requests, the scans and writes in them",
            ("kind",),
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        if FOLDER not in os.environ:
            ProcessCollector(registry=self._registry)

    def answered(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request, by a method that is known and the template of a route."""
        key = method, route, status // 100
        requests, durations = self._known.get(key) or self._know(*key)
        requests.inc()
        durations.observe(seconds)

    def _know(
        self, method: str, route: str, hundreds: int
    ) -> tuple[Counter, Histogram]:
        """Return where to count such requests, which takes longer than to count."""
        requests = self._requests.labels(method, route, f"{hundreds}xx")
        durations = self._seconds.labels(method, route)
        return self._known.setdefault((method, route, hundreds), (requests, durations))

    def text(self) -> bytes:
        """Return all counts, of all processes."""
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def close(self) -> None:
        """Take this process out of what is summed up over those that live."""
        if FOLDER in os.environ:
            mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
