"""The metrics for Prometheus."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.settings import MAX_TARGET, Serving
from tests.api.asgi_requests import HERE, LOCAL
from tests.api.bodies import API, LARGEST_ID

Samples = dict[tuple[str, frozenset[str]], float]
ROUTE = f"{API}/tags/{{tag_id}}"
KNOWN = {
    "onrecord_requests_total",
    "onrecord_requests_refused_total",
    "onrecord_request_duration_seconds_count",
    "onrecord_request_duration_seconds_sum",
    "onrecord_request_duration_seconds_bucket",
    "onrecord_in_flight",
    "process_resident_memory_bytes",
}


def samples(client: TestClient) -> Samples:
    """Return each value by its name and its labels."""
    text = client.get("/metrics").text
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class TestReadMetrics:
    def test_returns_text_in_the_prometheus_format(self, client: TestClient) -> None:
        answer = client.get("/metrics")

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")
        assert {name for name, _ in samples(client)} >= KNOWN

    def test_counts_requests_by_method_route_and_status_class(
        self, client: TestClient
    ) -> None:
        before = samples(client)

        for tag_id in (LARGEST_ID, LARGEST_ID - 1, 0, "one"):
            client.get(f"{API}/tags/{tag_id}")
        client.head(f"{API}/tags/{LARGEST_ID}")

        after = samples(client)
        total, seconds = "onrecord_requests_total", "onrecord_request_duration_seconds"
        for name, labels, count in (
            (total, {"GET", ROUTE, "4xx"}, 4),
            (total, {"HEAD", ROUTE, "4xx"}, 1),
            (f"{seconds}_count", {"GET", ROUTE}, 4),
            (f"{seconds}_bucket", {"GET", ROUTE, "+Inf"}, 4),
        ):
            key = name, frozenset(labels)
            assert after[key] - before.get(key, 0) == count, key
        spent = f"{seconds}_sum", frozenset({"GET", ROUTE})
        assert after[spent] > before.get(spent, 0)

    def test_invented_paths_and_methods_add_no_series(self, client: TestClient) -> None:
        def make_up(numbers: range) -> int:
            for number in numbers:
                client.get(f"/made/up/{number}?a={number}")
                client.get(f"{API}/tags/{number}")
                client.request(f"MAKE{number}", "/healthz")
            return len(samples(client))

        client.get("/metrics")  # counted once answered: has a series of its own

        assert make_up(range(3)) == make_up(range(3, 30))

    def test_shows_requests_in_flight(self, client: TestClient) -> None:
        client.get(f"{API}/claims?q=rain")

        found = samples(client)

        kinds = {labels for name, labels in found if name == "onrecord_in_flight"}
        assert kinds == {
            frozenset({kind})
            for kind in ("derivations", "requests", "scans", "streams", "writes")
        }
        assert {found["onrecord_in_flight", kind] for kind in kinds} == {0}


class TestRefused:
    @pytest.fixture
    def client(self) -> TestClient:
        nowhere: Any = None
        app = create_app(nowhere, nowhere, Serving(rate_limit="2/day"))
        return TestClient(app, client=("203.0.113.7", 1))

    @pytest.fixture
    def noise(self) -> None:
        """None: these requests need no database."""

    def test_are_counted_by_reason(self, client: TestClient) -> None:
        watching = TestClient(client.app, client=HERE, base_url=LOCAL)
        statuses = [client.get("/openapi.json").status_code for _ in range(4)]
        too_long = client.get("/" + "x" * MAX_TARGET).status_code

        found = samples(watching)

        assert (statuses, too_long) == ([200, 200, 429, 429], 414)
        refused, answered = {"rate"}, {"GET", "other", "4xx"}
        assert found["onrecord_requests_refused_total", frozenset(refused)] == 2
        assert found["onrecord_requests_total", frozenset(answered)] == 3
