"""Requests take turns in the order of their ends."""

import asyncio

from fastapi import FastAPI
from sqlalchemy import Engine, Integer, literal

from api.http.dependencies.admitted_reader import FairReader
from api.server.turns import Turns
from db.engine.prepared import Prepared
from db.engine.reader import Reader, make_reader
from db.engine.rows import Row, column
from db.engine.writer import Writer, make_writer
from tests.api import asgi_requests


async def take(turns: Turns, due: float, taken: list[float]) -> None:
    async with turns.turn(due):
        taken.append(due)
        await asyncio.sleep(0)


class TestTurns:
    def test_go_to_the_request_that_ends_first(self) -> None:
        async def work() -> list[float]:
            turns, taken = Turns(1), list[float]()
            async with turns.turn(0):
                waiting = [
                    asyncio.create_task(take(turns, due, taken)) for due in (3, 1, 2)
                ]
                await asyncio.sleep(0)
            await asyncio.gather(*waiting)
            return taken

        assert asyncio.run(work()) == [1, 2, 3]

    def test_are_as_many_at_a_time_as_there_are_places(self) -> None:
        async def work() -> list[float]:
            turns, taken = Turns(2), list[float]()
            async with turns.turn(0):
                await take(turns, 1, taken)
                async with turns.turn(2):
                    waiting = asyncio.create_task(take(turns, 3, taken))
                    await asyncio.sleep(0)
                    assert taken == [1]
                await waiting
            return taken

        assert asyncio.run(work()) == [1, 3]

    def test_pass_over_a_request_that_was_cancelled_while_it_waited(self) -> None:
        async def work() -> list[float]:
            turns, taken = Turns(1), list[float]()
            async with turns.turn(0):
                cancelled = asyncio.create_task(take(turns, 1, taken))
                other = asyncio.create_task(take(turns, 2, taken))
                await asyncio.sleep(0)
                cancelled.cancel()
                await asyncio.sleep(0)
            await other
            return taken

        assert asyncio.run(work()) == [2]

    def test_return_the_place_of_a_request_that_is_cancelled_when_it_gets_it(
        self,
    ) -> None:
        async def work() -> list[float]:
            turns, taken = Turns(1), list[float]()
            async with turns.turn(0):
                cancelled = asyncio.create_task(take(turns, 1, taken))
                await asyncio.sleep(0)
            cancelled.cancel()  # it has the place, and has not run yet
            await asyncio.gather(cancelled, return_exceptions=True)
            await take(turns, 2, taken)
            return taken

        assert asyncio.run(work()) == [2]


class OneRow(Row):
    """A row that every database has."""

    one: int = column(literal(1, Integer))


ONE = Prepared(OneRow.select(), OneRow)


class TestScans:
    def test_run_in_the_order_of_the_ends_of_their_requests(
        self, emptied: Engine, database_url: str
    ) -> None:
        def parts() -> tuple[Reader, Writer]:
            reader = make_reader(database_url, connections=2)
            return reader, make_writer(emptied, connections=2)

        async def scan(app: FastAPI, due: float, done: list[float]) -> None:
            reader = FairReader(app, app.state.reader, due=due)
            (row,) = await reader.scan(ONE)
            done += [due] * row.one

        async def work(app: FastAPI) -> list[float]:
            turns, done = app.state.scan_turns, list[float]()
            async with turns.turn(0):  # one place is left
                async with turns.turn(0):
                    scans = [
                        asyncio.create_task(scan(app, due, done)) for due in (3, 1, 2)
                    ]
                    await asyncio.sleep(0)
                await asyncio.gather(*scans)
            return done

        assert asgi_requests.run(parts, work) == [1, 2, 3]
