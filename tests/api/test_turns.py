"""Requests take turns in the order of their ends."""

import asyncio

from api.server.turns import Turns


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
