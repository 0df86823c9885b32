"""Of several concurrent writes to one version, exactly one succeeds.

The endpoints are those of the application; a new one needs a sample.
"""

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API, Json, walk
from tests.api.concurrent import WRITERS, at_once
from tests.api.writes import OPERATIONS, SAMPLES, VERSIONED, sample

pytestmark = pytest.mark.every_case
OF_RECORDS = [one for one in VERSIONED if not one.endswith("_filter")]


def lines(client: TestClient, record: str) -> list[Json]:
    """Return the history without the part that a redaction erases."""
    erased = {"reason", "changes"}
    return [
        {name: value for name, value in line.items() if name not in erased}
        for line in walk(client, f"{record}/history")
    ]


class TestSamples:
    def test_exist_for_every_write_operation(self) -> None:
        assert SAMPLES.keys() == OPERATIONS.keys()
        assert len(VERSIONED) >= 18


@pytest.mark.parametrize("operation", ["update_filter", "delete_filter"])
def test_one_of_several_concurrent_writes_to_a_filter_succeeds(
    client: TestClient, operation: str
) -> None:
    request = sample(client, operation)

    answers = at_once(lambda _: request.send(client))

    lost = [one.status_code for one in answers if not one.is_success]
    assert lost == [404 if request.method == "DELETE" else 412] * (WRITERS - 1)


@pytest.mark.parametrize("operation", OF_RECORDS)
class TestWritersOfOneVersion:
    def test_exactly_one_succeeds_and_is_audited(
        self, client: TestClient, operation: str
    ) -> None:
        request = sample(client, operation)
        before = lines(client, request.record)

        answers = at_once(lambda _: request.send(client))

        (winner,) = (answer for answer in answers if answer.is_success)
        withdraws = request.method == "DELETE" and request.path == request.record
        lost = [answer.status_code for answer in answers if answer is not winner]
        assert lost == [404 if withdraws else 412] * (WRITERS - 1)
        after = lines(client, request.record)
        assert after[1:] == before
        assert after[0]["request_id"] == winner.headers["x-request-id"]
        assert after[0]["version"] == (request.version or 0) + 1
        path = f"{API}{request.record}?include=withdrawn"
        record = client.get(path, follow_redirects=False)  # a merged one has moved
        assert record.is_redirect or record.json()["version"] == after[0]["version"]
