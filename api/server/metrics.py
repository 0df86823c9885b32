"""Metrics in the format of Prometheus.

Each of several server processes writes its metrics to the folder in
``PROMETHEUS_MULTIPROC_DIR``, and each of them responds with the sums.
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
# Seconds: a query by id takes one or two milliseconds, a search up to half a second.
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
# The creation time of each series would double the number of series.
disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client has no types


class Metrics:
    """The metrics of one application; labels have values from closed sets."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._requests = Counter(
            "onrecord_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "onrecord_request_duration_seconds",
            "From the headers of a request to the end of its response",
            ("method", "route"),
            registry=self._registry,
            buckets=BUCKETS,
        )
        self.rejected = Counter(
            "onrecord_requests_refused",
            "Requests that were rejected, by the limit they exceeded",
            ("reason",),
            registry=self._registry,
        )
        self.in_flight = Gauge(
            "onrecord_in_flight",
            "Requests in flight, running or waiting, and scans and writes among them",
            ("kind",),
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        if FOLDER not in os.environ:
            ProcessCollector(registry=self._registry)

    def count_response(
        self, *, method: str, route: str, status: int, seconds: float
    ) -> None:
        """Count a response, by method and by the template of its route."""
        key = method, route, status // 100
        requests, durations = self._series.get(key) or self._add_series(*key)
        requests.inc()
        durations.observe(seconds)

    def _add_series(
        self, method: str, route: str, hundreds: int
    ) -> tuple[Counter, Histogram]:
        """Return the series of these labels; creating one is slower than counting."""
        requests = self._requests.labels(method, route, f"{hundreds}xx")
        durations = self._seconds.labels(method, route)
        return self._series.setdefault((method, route, hundreds), (requests, durations))

    def text(self) -> bytes:
        """Return all metrics, summed over all processes."""
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client has no types
        return generate_latest(registry)

    def close(self) -> None:
        """Remove this process from the sums over live processes."""
        if FOLDER in os.environ:
            mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]  # prometheus_client has no types
