"""Reads that do not end."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal, select

from db.engine.prepared import Prepared
from db.engine.reader import Reader
from tests.untyped import untyped


def counting(to: int) -> Prepared[Any]:
    """Return a read that counts, a few million a second, whatever is in the tables."""
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    following = select(numbers.c.n + 1).where(numbers.c.n < to)
    counted = numbers.union_all(following)
    return untyped(select(func.count().label("n")).select_from(counted))


ENDLESS, SHORT = counting(10**9), counting(1000)


class Endless:
    """The real reader, which runs an endless read instead of each scan."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.open, self.close, self.rows = reader.open, reader.close, reader.rows
        self.timeout = reader.timeout

    async def scan(self, _: Prepared, **__: Any) -> Sequence[Any]:
        return await self._reader.scan(ENDLESS)
