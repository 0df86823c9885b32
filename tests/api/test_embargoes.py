"""Embargoes: restricted records become public by themselves at an instant."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select, update

from api.app import create_app
from api.server.background.embargoes import END_EMBARGOES
from db.engine.reader import make_reader
from db.engine.session import make_engine, make_session_factory, write_transaction
from db.engine.writer import make_writer
from db.models import Change
from tests.api.bodies import API, Json, claim_in, if_match, unnamed
from tests.api.conftest import HERE, Make, serving
from tests.client import Client
from tests.conftest import ROOT
from tests.factories import make_article
from tests.keys import shown

HIDDEN: Json = {"visibility": "restricted"}
FAR = HIDDEN | {"embargo_until": "2999-01-01T06:00:00Z"}
PATIENCE, OFTEN = 30, 0.1  # seconds
RESOURCES = ("source", "article", "claim", "fact", "tag")


@pytest.fixture(scope="module")
def served(engine: Engine, database_url: str) -> Iterator[TestClient]:
    reader = make_reader(database_url, connections=2)
    with serving(engine, reader, looking_every=OFTEN) as client:
        yield client


def soon(seconds: float = 3) -> Json:
    end = datetime.now(UTC) + timedelta(seconds=seconds)
    return HIDDEN | {"embargo_until": end.isoformat()}


def wait_for(happened: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < end
        sleep(0.05)


class TestEmbargo:
    def test_makes_the_record_public_when_it_ends(self, client: TestClient) -> None:
        claim = claim_in(0, [unnamed("an official")], tags=["rain"])
        claim.pop("article_id")
        body = {"title": "Rain", "claims": [claim]} | soon()
        article = client.post(f"{API}/articles", json=body).json()
        path = f"{API}/articles/{article['id']}"

        def seen_by_readers(more: str = "") -> Any:
            return client.get(path + more, headers=shown("reader"))

        assert seen_by_readers().status_code == 404
        wait_for(lambda: seen_by_readers().is_success)
        wait_for(lambda: seen_by_readers("/claims").json()["data"] != [])

        seen = seen_by_readers().json()
        assert (seen["visibility"], seen["embargo_until"]) == ("public", None)
        assert seen["version"] == article["version"] + 1
        (told,) = seen_by_readers("/claims?expand=attribution").json()["data"]
        assert told["attribution"][0]["source"]["name"] == "an official"
        line = client.get(f"{path}/history").json()["data"][0]
        assert (line["action"], line["reason"]) == ("update", "Its embargo has ended.")
        assert seen_by_readers("/history").json()["data"] == []

    @pytest.mark.parametrize("resource", RESOURCES)
    def test_can_be_set_changed_and_removed(
        self, client: TestClient, request: pytest.FixtureRequest, resource: str
    ) -> None:
        make: Make = request.getfixturevalue(f"make_{resource}")
        record = make(**FAR)
        path = f"{API}/{resource}s/{record['id']}"
        assert record["embargo_until"] == "2999-01-01T06:00:00Z"

        changes: list[Json] = [
            {"embargo_until": "2999-02-01"},
            {"embargo_until": None},
            {"embargo_until": "2999-03-01"},
            {"note": "kept"},
            {"visibility": "public"},
        ]
        answers = [record]
        for change in changes:
            read = if_match(answers[-1])
            answers.append(client.patch(path, json=change, headers=read).json())

        assert [(one["visibility"], one["embargo_until"]) for one in answers[1:]] == [
            ("restricted", "2999-02-01T00:00:00Z"),
            ("restricted", None),
            ("restricted", "2999-03-01T00:00:00Z"),
            ("restricted", "2999-03-01T00:00:00Z"),
            ("public", None),
        ]

    @pytest.mark.parametrize("resource", RESOURCES)
    @pytest.mark.parametrize(
        "given",
        [
            {"embargo_until": "2999-01-01"},
            {"visibility": "public", "embargo_until": "2999-01-01"},
            HIDDEN | {"embargo_until": "2022-03-21"},
            HIDDEN | {"embargo_until": "soon"},
        ],
    )
    def test_requires_a_future_instant_and_a_restricted_record(
        self,
        client: TestClient,
        request: pytest.FixtureRequest,
        resource: str,
        given: Json,
    ) -> None:
        make: Make = request.getfixturevalue(f"make_{resource}")
        path = f"{API}/{resource}s/{make()['id']}"
        record = client.get(path).json()

        answer = client.patch(path, json=given, headers=if_match(record))

        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json()["errors"]] == ["/embargo_until"]
        assert client.get(path).json() == record

    @pytest.mark.parametrize("resource", ["source", "fact", "outlet"])
    def test_requires_restricted_visibility_of_described_records(
        self, client: TestClient, article: Json, resource: str
    ) -> None:
        end = {"embargo_until": "2999-01-01"}
        described = [unnamed("an official", **(end if resource == "source" else {}))]
        fact = {"statement": "It rained."} | (end if resource == "fact" else {})
        stance = {"fact": fact, "stance": "supports"}
        claim = claim_in(article["id"], described, stances=[stance])
        path, body, pointer = {
            "source": ("/claims", claim, "/attribution/0/source"),
            "fact": ("/claims", claim, "/stances/0/fact"),
            "outlet": (
                "/articles",
                {"title": "Rain", "outlet": {"name": "The Sun"} | end},
                "/outlet",
            ),
        }[resource]

        answer = client.post(API + path, json=body)

        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["pointer"] == f"{pointer}/embargo_until"
        assert error["message"].startswith("An embargo requires visibility restricted")

    def test_is_null_in_snapshots_without_the_field(
        self, client: TestClient, engine: Engine, make_claim: Make
    ) -> None:
        path = f"{API}/claims/{make_claim(**HIDDEN)['id']}"
        claim = client.get(path).json()
        changed = client.patch(path, json={"note": "x"}, headers=if_match(claim))
        with engine.begin() as connection:
            (line,) = connection.execute(
                select(Change.id, Change.before).where(
                    Change.resource == "claim",
                    Change.record_id == claim["id"],
                    Change.before.is_not(None),
                )
            )
            before = {k: v for k, v in line.before.items() if k != "embargo_until"}
            snapshot = update(Change).where(Change.id == line.id).values(before=before)
            connection.execute(snapshot)

        then = {"as_of": claim["created_at"], "as_of_kind": "record"}

        assert changed.is_success
        assert client.get(path, params=then).json() == claim


class TestEnding:
    def test_continues_when_the_database_is_available_again(
        self, tmp_path: Path
    ) -> None:
        url = f"sqlite:///{tmp_path}/record.db"
        engine = make_engine(url)
        jobs = [replace(END_EMBARGOES, interval=OFTEN)]
        app = create_app(make_reader(url), make_writer(engine), jobs=jobs)
        with Client(app, client=HERE) as client:
            sleep(0.3)  # looks at nothing at all
            assert client.get("/readyz").status_code == 503
            config = Config(toml_file=ROOT / "pyproject.toml")
            config.attributes["url"] = url
            command.upgrade(config, "head")
            end: Any = {"embargo_until": datetime.now(UTC)}
            with write_transaction(make_session_factory(engine)) as write:
                article_id = make_article(write, **HIDDEN | end).id

            path = f"{API}/articles/{article_id}"
            wait_for(lambda: client.get(path).is_success)
        engine.dispose()
