"""Many records are read in groups, while other writers change them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from db.commands.claims import withdraw_claim
from db.engine.prepared import Prepared
from db.engine.reader import Reader, make_reader
from db.engine.session import (
    SessionFactory,
    Write,
    make_session_factory,
    write_transaction,
)
from db.engine.writer import make_writer
from db.queries.filters import MAX_IDS
from tests.api import asgi_requests
from tests.api.asgi_requests import end, get, stalled
from tests.api.bodies import API
from tests.db.rows import ID, insert
from tests.factories import make_fact

COUNT = 2 * MAX_IDS + 1


@pytest.fixture(autouse=True)
def noise() -> None:
    """None: the claims of one fact are many enough."""


@pytest.fixture
def sessions(emptied: Engine) -> SessionFactory:
    return make_session_factory(emptied)


@pytest.fixture
def path(sessions: SessionFactory) -> str:
    """A function that requests the corroboration of a fact with very many claims."""
    with write_transaction(sessions) as write:
        return f"{API}/facts/{make_fact_of_many(write)}/corroboration"


def make_fact_of_many(write: Write) -> int:
    """Record claims that support a fact, each of an unnamed source of its own."""
    fact, others = make_fact(write), range(ID, ID + COUNT)
    article = {"url": None, "url_key": None}
    insert(write, "article", *({"id": n} | article for n in others))
    unnamed = {"kind": "anonymous_person"}
    insert(write, "source", *({"id": n, "article_id": n} | unnamed for n in others))
    made = {"revision_id": None}
    insert(write, "claim", *({"id": n, "article_id": n} | made for n in others))
    steps = ({"claim_id": n, "source_id": n, "printed_source_id": n} for n in others)
    insert(write, "attribution", *steps)
    judged = {"fact_id": fact.id, "judged_fact_id": fact.id}
    insert(write, "stance", *({"claim_id": n} | judged for n in others))
    return fact.id


def supporting(answer: Any) -> Any:
    """Return the supporting side of the fact."""
    (side,) = (side for side in answer.json["sides"] if side["side"] == "for")
    return side


class Interrupted:
    """The real reader; once, before chains are read, something else happens."""

    def __init__(self, reader: Reader, happen: Callable[[], None]) -> None:
        self._reader, self._happens = reader, [happen]
        self.open, self.close, self.rows = reader.open, reader.close, reader.rows
        self.timeout = reader.timeout

    async def scan(self, read: Prepared, **values: Any) -> Sequence[Any]:
        if "claim__0" in values and self._happens:
            self._happens.pop()()
        return await self._reader.scan(read, **values)


class TestPortions:
    def test_contain_all_claims_alone_and_beside_another_request(
        self, emptied: Engine, database_url: str, path: str
    ) -> None:
        async def work(app: FastAPI) -> list[Any]:
            alone = await get(app, path)
            held = await stalled(app, 1)
            together = await get(app, path)
            await end(*held)
            return [alone, together]

        alone, together = asgi_requests.run(
            lambda: (make_reader(database_url), make_writer(emptied)), work
        )
        side = supporting(alone)
        assert side["claims"]["total"] == side["origins"]["total"] == COUNT
        assert together.json == alone.json

    def test_omit_a_claim_that_is_withdrawn_meanwhile(
        self, emptied: Engine, database_url: str, sessions: SessionFactory, path: str
    ) -> None:
        def happen() -> None:
            with write_transaction(sessions) as write:
                withdraw_claim(write, ID, version=1)

        async def work(app: FastAPI) -> Any:
            return await get(app, path)

        answer = asgi_requests.run(
            lambda: (
                Interrupted(make_reader(database_url), happen),
                make_writer(emptied),
            ),
            work,
        )
        side = supporting(answer)
        assert side["claims"]["total"] == side["origins"]["total"] == COUNT - 1
        assert side["claims"]["unattributed"] == 0
