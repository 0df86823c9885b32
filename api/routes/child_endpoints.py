"""Endpoints that all kinds of children of a source share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias

from fastapi import Request, Response

from api.http.cursors import page_query
from api.http.dependencies import RequestReading, Transaction
from api.http.responses import respond_created, respond_page, respond_updated
from api.schemas.lists import PageParams
from api.serializers.changes import written_with
from api.serializers.values import Json
from db.engine.session import Write
from db.queries.source_children import CHILD_ORDERS
from db.reads.source_children import ChildT, SourceChildren, StoredChild
from db.reads.within import read_within

# Stores a child; returns its id and the new version of its source.
StoreChild = Callable[[Write], tuple[int, int]]
# A stored child, and the records that were created and matched with it.
Written: TypeAlias = tuple[StoredChild[ChildT], Json | None]


@dataclass(frozen=True)
class ChildEndpoints(Generic[ChildT]):
    """Responses about children of one kind, given their reads and their serializer.

    Each write creates a new version of the source. With ``tells``, its response also
    has the records it created and matched.
    """

    children: SourceChildren[ChildT]
    record: Callable[[ChildT], Json]
    tells: bool = False

    async def page(
        self,
        request: Request,
        reading: RequestReading,
        *,
        source_id: int,
        params: PageParams,
    ) -> Response:
        """Return a page of the children of a source."""
        query = page_query(request, params, CHILD_ORDERS[self.children.kind])
        page = await self.children.page(reading, source_id, query)
        rows = [self.record(row) for row in page.rows]
        return respond_page(request, page, rows, fields=params.fields)

    async def create(
        self, transaction: Transaction, source_id: int, store: StoreChild
    ) -> Response:
        """Return 201 with the child that ``store`` adds to a source."""

        def respond(written: Written[ChildT]) -> Response:
            stored, made = written
            path = f"sources/{source_id}/{self.children.kind}/{stored.row.id}"
            return respond_created(
                path, self.record(stored.row), made=made, version=stored.version
            )

        return await transaction(self._command(source_id, store), respond)

    async def update(
        self, transaction: Transaction, source_id: int, store: StoreChild
    ) -> Response:
        """Return the child that ``store`` changes or replaces."""

        def respond(written: Written[ChildT]) -> Response:
            stored, made = written
            body = self.record(stored.row)
            return respond_updated(body, made=made, version=stored.version)

        return await transaction(self._command(source_id, store), respond)

    def _command(
        self, source_id: int, store: StoreChild
    ) -> Callable[[Write], Written[ChildT]]:
        def command(write: Write) -> Written[ChildT]:
            child_id, version = store(write)
            stored = read_within(
                write,
                self.children.stored,
                source_id,
                child_id,
                version=version,
            )
            made = written_with(write, source_id, "source") if self.tells else None
            return stored, made

        return command
