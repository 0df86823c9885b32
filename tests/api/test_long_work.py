"""Long work in Python: limited, stopped in time, and in threads of its own."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import repeat
from typing import Any, TypeVar

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.schemas.articles import ArticleIn
from api.server.admission import InFlightLimit
from api.server.long_work import MAX_DERIVATIONS, MAX_SEPARATE_READS, LongWork
from db.engine.reader import Reader, make_reader
from db.engine.writer import Writer, make_writer
from db.search.records import article_words
from tests.api import asgi_requests
from tests.api.asgi_requests import SOON, Answer, end, get, post
from tests.api.bodies import API

T = TypeVar("T")
Parts = Callable[[], tuple[Reader, Writer]]
BRIEFLY = 0.5  # seconds a read may take


@pytest.fixture
def parts(emptied: Engine, database_url: str) -> Parts:
    """The real reader and writer."""
    return lambda: (
        make_reader(database_url, connections=2),
        make_writer(emptied, connections=2),
    )


class EndlessWork(LongWork):
    """The real threads, which get endless work instead of the given work.

    ``made`` are the types of what they made of large bodies.
    """

    def __init__(self, limit: InFlightLimit) -> None:
        super().__init__(limit)
        self.made: list[type] = []

    async def derive(self, _: Callable[[], T]) -> T:
        return await super().derive(lambda: next(one for one in repeat(None) if one))

    async def on_separate_loop(
        self, _: Callable[[], Coroutine[Any, Any, T]], *, due: float
    ) -> T:
        return await super().on_separate_loop(asyncio.Event().wait, due=due)

    async def read(self, work: Callable[[], T]) -> T:
        value = await super().read(work)
        self.made.append(type(value))
        return value


class EndlessBodies(LongWork):
    """The real threads, which never have parsed a large body."""

    async def read(self, _: Callable[[], T]) -> T:
        return await super().read(lambda: next(one for one in repeat(None) if one))


COUNTS = f"{API}/stats/claims"
PAST = f"{API}/sources/1?as_of=2022-03-22&as_of_kind=record"


class TestLongWork:
    @pytest.mark.parametrize("path", [COUNTS, PAST])
    def test_ends_at_the_time_limit_of_its_request_and_gives_its_place_back(
        self, emptied: Engine, database_url: str, path: str
    ) -> None:
        def parts() -> tuple[Reader, Writer]:
            reader = make_reader(database_url, connections=2, timeout=BRIEFLY)
            return reader, make_writer(emptied, connections=2)

        async def work(app: FastAPI) -> tuple[list[Answer], list[int]]:
            usual = app.state.long_work
            app.state.long_work = endless = EndlessWork(app.state.long_work.limit)
            asked = (
                get(app, path) for _ in range(MAX_DERIVATIONS + MAX_SEPARATE_READS)
            )
            answers = await asyncio.gather(*asked)
            left = [app.state.scans.in_flight, endless.limit.in_flight]
            endless.close()  # waits for what its threads still do
            app.state.long_work = usual
            return answers, [*left, (await get(app, COUNTS)).status]

        answers, after = asgi_requests.run(parts, work)

        assert {answer.status for answer in answers} == {503}
        assert {answer.json["detail"][:32] for answer in answers} == {
            "The read was stopped after 0.5 s"
        }
        assert after == [0, 0, 200]

    def test_beyond_the_limit_is_refused_at_once(self, parts: Parts) -> None:
        async def work(app: FastAPI) -> Answer:
            app.state.long_work = endless = EndlessWork(app.state.long_work.limit)
            held = asyncio.create_task(get(app, COUNTS))
            while not app.state.long_work.limit.in_flight:  # noqa: ASYNC110 - it sets no event
                await asyncio.sleep(0.01)
            refused = await get(app, COUNTS)
            await end(held)
            endless.close()
            return refused

        refused = asgi_requests.run(parts, work, max_scans=1)
        assert refused.status == 503
        assert refused.json["detail"].startswith("Too many derivations are in flight")

    @pytest.mark.parametrize(("title", "status"), [("Rain", 201), (5, 422)])
    def test_large_bodies_are_validated_while_all_derivation_threads_are_busy(
        self, parts: Parts, title: Any, status: int
    ) -> None:
        """The event loop gets the valid value, or its error."""

        async def work(app: FastAPI) -> tuple[Answer, list[type]]:
            usual = app.state.long_work
            app.state.long_work = endless = EndlessWork(usual.limit)
            derived = [get(app, COUNTS) for _ in range(MAX_DERIVATIONS)]
            held = [asyncio.create_task(one) for one in derived]
            while endless.limit.in_flight < MAX_DERIVATIONS:  # noqa: ASYNC110 - it sets no event
                await asyncio.sleep(0.01)
            body = {"title": title, "text": "It rained. " * 10_000}
            answer = await post(app, f"{API}/articles", body)
            for one in held:
                await end(one)
            endless.close()
            app.state.long_work = usual
            return answer, endless.made

        article_words.cache_clear()
        answer, made = asgi_requests.run(parts, work)

        assert answer.status == status
        if status == 201:
            assert made == [ArticleIn, tuple]  # the body, then what was prepared
            found = article_words.cache_info()
            assert (found.misses, found.hits) == (1, 1)  # by the thread; by the write
        else:
            assert [one["pointer"] for one in answer.json["errors"]] == ["/title"]

    def test_stops_reading_a_body_at_the_time_limit_of_writes(
        self, emptied: Engine, database_url: str
    ) -> None:
        def parts() -> tuple[Reader, Writer]:
            writer = make_writer(emptied, connections=2, timeout=BRIEFLY)
            return make_reader(database_url, connections=2), writer

        async def work(app: FastAPI) -> tuple[Answer, Answer]:
            usual = app.state.long_work
            app.state.long_work = endless = EndlessBodies(usual.limit)
            endless.body_timeout = usual.body_timeout
            body = {"title": "Rain", "text": "It rained. " * 10_000}
            stopped = post(app, f"{API}/articles", body)
            answer = await asyncio.wait_for(stopped, SOON)
            endless.close()  # its threads have ended
            app.state.long_work = usual
            return answer, await post(app, f"{API}/articles", body)

        stopped, after = asgi_requests.run(parts, work)

        assert stopped.status == 503
        assert "The write was stopped after 0.5 seconds" in stopped.json["detail"]
        assert after.status == 201

    def test_computes_the_words_of_a_revision_before_its_write(
        self, parts: Parts
    ) -> None:
        async def work(app: FastAPI) -> Answer:
            article = {"title": "Rain", "language": "en"}
            made = (await post(app, f"{API}/articles", article)).json["id"]
            article_words.cache_clear()
            revision = {"title": "Snow", "text": "It snowed. " * 10_000}
            return await post(app, f"{API}/articles/{made}/revisions", revision)

        answer = asgi_requests.run(parts, work)

        assert answer.status == 201
        found = article_words.cache_info()
        assert (found.misses, found.hits) == (1, 1)  # by a thread; by the write
