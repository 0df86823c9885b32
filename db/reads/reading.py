"""Reads for one viewer: the reader of the database, and the viewer's permissions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.derived.claim_cache import ClaimCache
from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader
from db.queries.filters import batch_size, ids, portions
from db.reads.namesakes import with_labels
from db.values.viewer import Viewer

SHORT = 200  # records; children of more records are not read on the event loop
SCANNED = 1000  # records of one scan, which waits for scans of other requests
Builder = Callable[..., Prepared[RowT]]


@dataclass(frozen=True)
class Reading:
    """Runs read builders for one viewer; ``values`` are bound by name.

    ``claim_cache`` has claims on facts from earlier reads.
    """

    reader: Reader
    viewer: Viewer
    claim_cache: ClaimCache | None = field(default=None, kw_only=True)

    async def rows(
        self,
        builder: Builder[RowT],
        values: Mapping[str, Any],
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[RowT]:
        """Return the rows of a query by key, or of a list in index order."""
        read = builder(viewer=self.viewer, **shape)
        return await self._labelled(await self.reader.rows(read, **values))

    async def rows_of(
        self,
        builder: Builder[RowT],
        name: str,
        record_ids: Sequence[int],
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[RowT]:
        """Return the children of the records of a page, in one query."""
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
        read = builder(viewer=self.viewer, **shape)
        return await self._labelled(await self.reader.scan(read, **values))

    async def scan_each(
        self,
        builder: Builder[RowT],
        name: str,
        record_ids: Sequence[int],
        *,
        values: Mapping[str, Any] | None = None,
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Sequence[RowT]:
        """Return the rows of many records, read in portions."""
        found = await self.reader.scan_all(
            (
                builder(viewer=self.viewer, count=batch_size(len(some)), **shape),
                {**(values or {}), **ids(name, some)},
            )
            for some in portions(record_ids, SCANNED)
        )
        return await self._labelled(found)

    async def _labelled(self, rows: Sequence[RowT]) -> Sequence[RowT]:
        """Return rows with labels that distinguish sources from their namesakes."""
        if not rows or not rows[0].labels:
            return rows
        return await with_labels(self.reader, self.viewer, rows)
