"""A client that is generated from the OpenAPI document records and reads a claim."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.http.openapi.examples import EXAMPLES
from tests.api.cli.running import Onrecord, environment

SECONDS = 120
# Runs with the generated package `onrecord_client` on its path.
SCRIPT = """
import json
import sys

from onrecord_client import AuthenticatedClient
from onrecord_client.api.articles import create_article
from onrecord_client.api.claims import create_claim, read_claim, read_claims
from onrecord_client.models import ArticleIn, ClaimIn

root, key, article, claim = sys.argv[1:]
client = AuthenticatedClient(base_url=root, token=key)
article = create_article.sync(
    client=client, body=ArticleIn.from_dict(json.loads(article))
)
sent = ClaimIn.from_dict({**json.loads(claim), "article_id": article.id})
made = create_claim.sync(client=client, body=sent, idempotency_key="generated")
read = read_claim.sync(made.id, client=client)
page = read_claims.sync(client=client, article=[article.id])
print(json.dumps({
    "made": made.id,
    "read": read.id,
    "text": read.text,
    "chain": [step.source.name for step in read.attribution],
    "listed": [row.id for row in page.data],
}))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the server has a database of its own."""


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the package of the client is."""
    folder = tmp_path_factory.mktemp("client")
    nowhere: Any = None
    document, config = folder / "openapi.json", folder / "config.json"
    document.write_text(json.dumps(create_app(nowhere, nowhere).openapi()), "utf-8")
    config.write_text('{"post_hooks": []}', "utf-8")
    run(
        folder,
        *("-m", "openapi_python_client", "generate", "--path", str(document)),
        *("--output-path", str(folder / "onrecord_client"), "--meta", "none"),
        *("--fail-on-warning", "--config", str(config)),
    )
    return folder


def run(folder: Path, *arguments: str) -> str:
    """Run Python with a folder on its path, and return its output."""
    ran = subprocess.run(
        [sys.executable, *arguments],
        env=dict(environment(PYTHONPATH=str(folder))),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


class TestGeneratedClient:
    def test_records_and_reads_a_claim(self, generated: Path, tmp_path: Path) -> None:
        """On SQLite alone: the document is the same whatever database is served."""
        onrecord = Onrecord(f"sqlite:///{tmp_path}/onrecord.db")
        onrecord.json("migrate")
        key = onrecord.json("key", "create")["key"]
        claim = {**EXAMPLES["ClaimIn"], "text": "There was no sign of frost"}
        article = EXAMPLES["ArticleIn"]

        with onrecord.forked() as server:
            server.get("/readyz")
            given = (server.root, key, json.dumps(article), json.dumps(claim))
            answer = json.loads(run(generated, "-c", SCRIPT, *given))

        assert answer["read"] == answer["made"]
        assert answer["text"] == "There was no sign of frost"
        assert answer["chain"] == ["ministry official", "Weather Service"]
        assert answer["made"] in answer["listed"]
        assert len(answer["listed"]) == 2
