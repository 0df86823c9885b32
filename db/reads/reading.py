"""How reads run: the reader of a database, and what the viewer may see of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader
from db.queries.filters import batch_size, ids, portions
from db.values.viewer import Viewer

SHORT = 200  # records; what belongs to more of them is not read on the event loop
Builder = Callable[..., Prepared[RowT]]


@dataclass(frozen=True)
class Reading:
    """Runs read builders for one viewer; ``values`` are what they bind by name."""

    reader: Reader
    viewer: Viewer

    async def rows(
        self,
        builder: Builder[RowT],
        values: Mapping[str, Any],
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[RowT]:
        """Return the rows of a query by key, or of a list that an index orders."""
        return await self.reader.rows(builder(viewer=self.viewer, **shape), **values)

    async def rows_of(
        self,
        builder: Builder[RowT],
        name: str,
        record_ids: Sequence[int],
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[RowT]:
        """Return what belongs to the records of a page, in one query."""
        if not record_ids:
            return []
        size = batch_size(len(record_ids))
        read = self.rows if size <= SHORT else self.scan
        return await read(builder, ids(name, record_ids), count=size, **shape)

    async def scan(
        self,
        builder: Builder[RowT],
        values: Mapping[str, Any],
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[RowT]:
        """Return the rows of a read that may take long."""
        return await self.reader.scan(builder(viewer=self.viewer, **shape), **values)

    async def scan_each(
        self,
        builder: Builder[RowT],
        name: str,
        record_ids: Sequence[int],
        *,
        values: Mapping[str, Any] | None = None,
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> list[RowT]:
        """Return the rows of very many records, read in portions."""
        return await self.reader.scan_all(
            (
                builder(viewer=self.viewer, count=batch_size(len(some)), **shape),
                {**(values or {}), **ids(name, some)},
            )
            for some in portions(record_ids)
        )
