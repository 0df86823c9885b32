"""Arguments built without the framework equal those of the framework."""

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


class TestRead:
    @pytest.mark.portable
    @pytest.mark.parametrize(
        ("address", "is_plain"),
        [(a, True) for a in ALIKE] + [(a, False) for a in REFUSED],
    )
    def test_makes_what_the_framework_makes(
        self,
        client: TestClient,
        claim: Json,
        monkeypatch: pytest.MonkeyPatch,
        address: str,
        is_plain: bool,
    ) -> None:
        made: list[Values | None] = []

        async def noted(self: PlainArguments, request: Request) -> Values | None:
            made.append(await READ(self, request))
            return made[-1]

        async def nothing(_: PlainArguments, __: Request) -> None:
            return None

        asked = API + address.format_map(claim)
        monkeypatch.setattr(PlainArguments, "read", noted)
        plain = client.get(asked)
        monkeypatch.setattr(PlainArguments, "read", nothing)
        framework = client.get(asked)

        assert [one is not None for one in made] == [is_plain]
        assert plain.status_code == framework.status_code
        assert _without_id(plain.json()) == _without_id(framework.json())


def _without_id(body: Json) -> Json:
    """Return an answer without the id of its request, which problems have."""
    return {name: value for name, value in body.items() if name != "request_id"}
