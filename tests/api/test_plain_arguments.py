"""Arguments built without the framework equal those of the framework."""

import orjson
import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from api.http.plain_arguments import PlainArguments, Values
from tests.api.bodies import API, Json

READ = PlainArguments.read
ALIKE = [
    "/claims?limit=2&fields=text",
    "/claims?act=denial&act=assertion&fields=text,act&sort=recorded",
    "/claims/{id}?expand=estimative&fields=id,text&fields=act",
    "/claims/{id}/history",
    "/articles/{article_id}/revisions/1",
    "/changes?after=0",
    "/facts/none/claims",
]
REFUSED = [
    "/claims?limit=2&limit=3",
    "/claims?limit=0",
    "/claims?unknown=1",
    "/claims?act=shouting",
    "/claims/x",
    f"/claims/{2**60}",
    "/stats/record",
]


WRITES = [
    ("/tags", {"name": "{new}"}, {}, True),
    ("/tags?reason=found", {"name": "{new}"}, {}, True),
    ("/tags", {"name": "{new}"}, {"Idempotency-Key": "{new}"}, False),
    ("/tags?unknown=1", {"name": "{new}"}, {}, False),
    ("/tags", {"name": 1}, {}, False),
    ("/tags", {"name": " "}, {}, False),
    ("/tags", None, {}, False),
    ("/tags", {"name": "{new}"}, {"Content-Type": "text/plain"}, False),
    ("/tags", {"name": "{new}"}, {"Content-Type": "application/json; q=1"}, True),
]
BROKEN = [b"{", b"", b'{"name": "a", "name": "b"}', b"\xff", b"NaN"]


class TestRead:
    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("address", "is_plain"),
        [(a, True) for a in ALIKE] + [(a, False) for a in REFUSED],
    )
    def test_of_a_read_equals_the_result_of_the_framework(
        self,
        client: TestClient,
        claim: Json,
        monkeypatch: pytest.MonkeyPatch,
        address: str,
        is_plain: bool,
    ) -> None:
        asked = API + address.format_map(claim)
        made = noted(monkeypatch)
        plain = client.get(asked)
        leave_to_framework(monkeypatch)
        framework = client.get(asked)

        assert made[-1:] == [is_plain]
        assert plain.status_code == framework.status_code
        assert _without_id(plain.json()) == _without_id(framework.json())

    @pytest.mark.portable
    @pytest.mark.parametrize(("address", "body", "headers", "is_plain"), WRITES)
    def test_of_a_write_equals_the_result_of_the_framework(
        self,
        client: TestClient,
        monkeypatch: pytest.MonkeyPatch,
        address: str,
        body: Json | None,
        headers: dict[str, str],
        is_plain: bool,
    ) -> None:
        def post(new: str) -> Json:
            text = orjson.dumps(body).decode().replace("{new}", new)
            sent = {name: one.replace("{new}", new) for name, one in headers.items()}
            sent = {"Content-Type": "application/json"} | sent
            response = client.post(API + address, content=text, headers=sent)
            shown = response.text.replace(new, "new")
            return {"status": response.status_code, **parsed(shown)}

        made = noted(monkeypatch)
        plain = post("first")
        leave_to_framework(monkeypatch)
        framework = post("second")

        assert made[-1:] == [is_plain]
        assert plain == framework

    @pytest.mark.portable
    @pytest.mark.parametrize("body", BROKEN)
    def test_a_malformed_body_is_left_to_the_framework(
        self, client: TestClient, monkeypatch: pytest.MonkeyPatch, body: bytes
    ) -> None:
        def post() -> Json:
            headers = {"Content-Type": "application/json"}
            response = client.post(f"{API}/tags", content=body, headers=headers)
            return {"status": response.status_code, **parsed(response.text)}

        made = noted(monkeypatch)
        plain = post()
        leave_to_framework(monkeypatch)

        assert True not in made
        assert plain == post()
        assert plain["status"] in {400, 422}


def noted(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return a list that gets whether arguments were made, of each request last."""
    made = list[bool]()

    async def read(self: PlainArguments, request: Request) -> Values | None:
        found = await READ(self, request)
        made.append(found is not None)
        return found

    monkeypatch.setattr(PlainArguments, "read", read)
    return made


def leave_to_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_: PlainArguments, __: Request) -> None:
        return None

    monkeypatch.setattr(PlainArguments, "read", nothing)


def parsed(text: str) -> Json:
    """Return the body of a response without what differs in each."""
    body = orjson.loads(text)
    varies = ("request_id", "id", "created_at", "updated_at")
    return {name: value for name, value in body.items() if name not in varies}


def _without_id(body: Json) -> Json:
    """Return an answer without the id of its request, which problems have."""
    return {name: value for name, value in body.items() if name != "request_id"}
