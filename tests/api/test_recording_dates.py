"""The dates of docs/recording.md: each row of its tables is sent as it is."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from tests.api.bodies import API
from tests.api.conftest import Make
from tests.conftest import ROOT

WHEN = (ROOT / "docs/recording.md").read_text("utf-8").partition("\n## When\n")[2]
ROWS = [
    [cell.strip().strip("`") for cell in row.strip("|").split("|")]
    for row in re.findall(r"^\| `.*\|$", WHEN, re.MULTILINE)
]
TAKEN = [row for row in ROWS if len(row) == 4]
REFUSED = [row for row in ROWS if len(row) == 2]
UNKNOWN = {"open": None, "none": None}


class TestTables:
    def test_have_all_their_rows(self) -> None:
        assert (len(TAKEN), len(REFUSED)) == (12, 9)

    @pytest.mark.parametrize(("sent", "start", "end", "precision"), TAKEN)
    def test_show_stored_values(
        self, make_claim: Make, sent: str, start: str, end: str, precision: str
    ) -> None:
        about = make_claim(about=json.loads(sent))["about"]

        assert [about[part] for part in ("from", "to", "precision")] == [
            UNKNOWN.get(value, value) for value in (start, end, precision)
        ]

    @pytest.mark.parametrize(("sent", "message"), REFUSED)
    def test_show_rejections(self, client: TestClient, sent: str, message: str) -> None:
        body = {"title": "Rain"} | json.loads(sent)
        words = {"text": "It rained.", "form": "unattributed", "attribution": []}
        body["claims"] = [words | claim for claim in body.get("claims", ())]

        answer = client.post(f"{API}/articles", json=body)

        assert answer.status_code == 422
        assert message in answer.json()["errors"][0]["message"]
