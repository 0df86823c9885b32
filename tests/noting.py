"""A reader that collects its reads."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader


class Noted(NamedTuple):
    """A read, its values, and whether it ran as a scan."""

    read: Prepared[Any]
    values: Mapping[str, Any]
    is_scan: bool


class Noting(Reader):
    """A reader that collects its reads in ``noted``."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.streams_words = reader.streams_words
        self.noted = list[Noted]()

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:
        """Run a short read."""
        self.noted.append(Noted(read, values, is_scan=False))
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:
        """Run a long read."""
        self.noted.append(Noted(read, values, is_scan=True))
        return await self._reader.scan(read, **values)
