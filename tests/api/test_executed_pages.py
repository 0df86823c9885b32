"""The requests of pages of documentation are executed, their responses compared."""

import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import ROOT

PAGES = {"recording": 23, "identity": 10, "lifecycle": 13}
EXAMPLE = re.compile(
    r"```http\n([A-Z]+) (/\S+)\n((?:[\w-]+: [^\n]*\n)*)(.*?)```"
    r"(?:\n\n```json\n(.*?)```)?",
    re.DOTALL,
)
# The kind of a record in a path or a filter, and its id.
RECORD = re.compile(r"\b(article|claim|source|identitie)(s/|=)(\d+)")
KINDS = re.compile(r"\b(article|claim|source)s\b")
SOURCES = {"printed_source_id", "source_a_id", "source_b_id"}


class Ids:
    """The real ids of the records of a page, which counts each kind from 1."""

    def __init__(self) -> None:
        self.made: dict[str, list[int]] = {"article": [], "claim": [], "source": []}

    def learn(self, path: str, kind: str, answer: Any) -> None:
        """Collect the records that a response reports as created, in order."""
        if path.endswith(f"/{kind}s") and "created" in answer:
            self.made[kind].append(answer["id"])
        for one in answer.get("created", ()):
            self.made.setdefault(one["resource"], []).append(one["id"])

    def real(self, kind: str, number: int) -> int:
        """Return the id of the record that the page calls by a number."""
        return dict(enumerate(self.made[kind], 1)).get(number, number)

    def addressed(self, path: str) -> str:
        """Return a path with the ids that records have."""

        def one(found: re.Match[str]) -> str:
            kind, between, number = found.groups()
            of = "source" if kind == "identitie" else kind
            return f"{kind}{between}{self.real(of, int(number))}"

        return RECORD.sub(one, path)

    def within(self, value: Any, kind: str, name: str = "") -> Any:
        """Return a request or response of a page with the ids of the records."""
        if isinstance(value, dict):
            below = name if name in self.made else kind
            return {n: self.within(one, below, n) for n, one in value.items()}
        if isinstance(value, list):
            return [self.within(one, kind, name) for one in value]
        if isinstance(value, int) and (name.endswith("id") or name == "chain"):
            of = "source" if name in SOURCES else name.removesuffix("_id")
            return self.real(of if of in self.made else kind, value)
        return value


def holds(answer: Any, shown: Any) -> bool:
    """Return whether an answer has all that is shown of it."""
    if isinstance(shown, dict):
        return all(
            name in answer and holds(answer[name], value)
            for name, value in shown.items()
        )
    if isinstance(shown, list):
        return len(answer) == len(shown) and all(map(holds, answer, shown))
    return bool(answer == shown)


@pytest.mark.parametrize("name", PAGES)
def test_every_example_does_what_it_says(client: TestClient, name: str) -> None:
    page = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    examples, ids = EXAMPLE.findall(page), Ids()
    assert len(examples) == page.count("```http") == PAGES[name]

    for method, path, headers, body, shown in examples:
        kind = ["source", *KINDS.findall(path)][-1]
        answer = client.request(
            method,
            ids.addressed(path),
            content=json.dumps(ids.within(json.loads(body), kind)) if body else None,
            headers=_headers(headers, body),
        )
        answered = answer.json() if answer.content else {}

        ids.learn(path, kind, answered)
        expected = ids.within(json.loads(shown or "{}"), kind)
        assert holds(answered, expected), (path, answer.text)
        assert shown or answer.status_code == 204, (path, answer.text)


def _headers(given: str, body: str) -> dict[str, str]:
    sent = dict(line.split(": ", 1) for line in given.splitlines())
    return sent | ({"content-type": "application/json"} if body.strip() else {})
