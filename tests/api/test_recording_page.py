"""docs/recording.md: its requests are executed and its responses compared."""

import json
import re
from typing import Any

from fastapi.testclient import TestClient

from tests.api.bodies import Json
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "recording.md").read_text("utf-8")
EXAMPLES = re.findall(
    r"```http\n([A-Z]+) (/\S+)\n(.*?)```\n\n```json\n(.*?)```", PAGE, re.DOTALL
)


def holds(answer: Any, shown: Any, ids: dict[str, int]) -> bool:
    """Return whether an answer has all that is shown of it."""
    if isinstance(shown, dict):
        return all(
            name in answer and holds(answer[name], _real(name, value, ids), ids)
            for name, value in shown.items()
        )
    if isinstance(shown, list):
        return len(answer) == len(shown) and all(
            holds(one, other, ids) for one, other in zip(answer, shown, strict=True)
        )
    return bool(answer == shown)


def _real(name: str, value: Any, ids: dict[str, int]) -> Any:
    """Return the id that the record has for the first one of the page."""
    return ids[f"{name} {value}"] if name in {"id", "claim_id"} else value


def test_every_example_does_what_it_says(client: TestClient) -> None:
    ids: dict[str, int] = {}
    assert len(EXAMPLES) == PAGE.count("```http") == 23

    for method, path, body, shown in EXAMPLES:
        answer = client.request(
            method, _addressed(path, ids), content=body, headers=_typed(body)
        )

        _learn(client, answer.json(), path, ids)
        assert holds(answer.json(), json.loads(shown), ids), (path, answer.text)


def _typed(body: str) -> dict[str, str]:
    return {"content-type": "application/json"} if body.strip() else {}


def _addressed(path: str, ids: dict[str, int]) -> str:
    path = re.sub(r"/articles/1\b", f"/articles/{ids.get('article')}", path)
    path = re.sub(r"/claims/1\b", f"/claims/{ids.get('id 1')}", path)
    return path.replace("article=1", f"article={ids.get('article')}")


def _learn(client: TestClient, answer: Json, path: str, ids: dict[str, int]) -> None:
    """Note the ids of the first article, and of its claim."""
    if ids or not path.endswith("/articles"):
        return
    (claim,) = client.get(f"/api/v1/articles/{answer['id']}/claims").json()["data"]
    ids |= {"article": answer["id"], "id 1": claim["id"], "claim_id 1": claim["id"]}
