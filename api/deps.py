"""What endpoints can ask for; the write transaction begins and ends here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, HTTPException, Query, Request

from api.leaving import while_wanted
from api.queues import Queue
from api.schemas.lists import ReasonedParams, WriteParams
from db.prepared import Prepared
from db.reader import Reader
from db.session import Context, Write
from db.types import AnyRow
from db.viewer import LOCAL_VIEWER, Viewer
from db.writer import Writer

T = TypeVar("T")
Builder = Callable[..., Prepared]
VERSION = re.compile(r'"v([1-9]\d{0,8})(?:-[0-9a-f]{16})?"')


@dataclass(frozen=True)
class Transaction:
    """Runs work in one transaction of this request: all of it happens, or nothing."""

    writer: Writer
    context: Context
    queue: Queue

    async def __call__(self, work: Callable[[Write], T]) -> T:
        """Return the result of ``work`` once it is durable."""
        with self.queue:
            return await self.writer.run(work, self.context)


@dataclass(frozen=True)
class Reading:
    """A request that reads: from where, and as whom."""

    request: Request
    reader: Reader
    viewer: Viewer

    async def rows(
        self,
        builder: Builder,
        values: Mapping[str, Any],
        **shape: Any,  # noqa: ANN401
    ) -> Sequence[AnyRow]:
        """Return the rows of a look-up, or of a list that an index orders."""
        return await self.reader.rows(builder(viewer=self.viewer, **shape), **values)

    async def scan(
        self,
        builder: Builder,
        values: Mapping[str, Any],
        **shape: Any,  # noqa: ANN401
    ) -> Sequence[AnyRow]:
        """Return the rows of a read that may take long."""
        read = builder(viewer=self.viewer, **shape)
        with self.request.app.state.scans:
            return await while_wanted(self.request, self.reader.scan(read, **values))


async def get_reading(request: Request) -> Reading:
    """Return how this request reads; until there are keys, everyone is `local`."""
    return Reading(request, request.app.state.reader, LOCAL_VIEWER)


def _transaction(request: Request, reason: str | None) -> Transaction:
    context = Context(request_id=request.state.request_id, reason=reason)
    state = request.app.state
    return Transaction(state.writer, context, state.writes)


async def get_transaction(
    request: Request, params: Annotated[WriteParams, Query()]
) -> Transaction:
    """Return the transaction of a write."""
    return _transaction(request, params.reason)


async def get_reasoned_transaction(
    request: Request, params: Annotated[ReasonedParams, Query()]
) -> Transaction:
    """Return the transaction of a write that has to be explained."""
    return _transaction(request, params.reason)


async def get_version(
    if_match: Annotated[
        str | None,
        Header(
            description="The ETag of the record as it was read, or its version alone.",
            examples=['"v3"'],
        ),
    ] = None,
) -> int:
    """Return the version the writer has read: 428 if unsaid, 412 if no version."""
    if if_match is None:
        raise HTTPException(428, "Send the record's ETag as If-Match.")
    match = VERSION.fullmatch(if_match.strip())
    if match is None:
        raise HTTPException(412, 'If-Match is no ETag of this record, like "v3".')
    return int(match[1])


async def require_json(request: Request) -> None:
    """Refuse a body that does not say it is JSON; a patch may say merge patch."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    allowed = {"application/json"}
    if request.method == "PATCH":
        allowed.add("application/merge-patch+json")
    if media_type.lower() not in allowed:
        raise HTTPException(415, f"Send {' or '.join(sorted(allowed))}.")


JsonBody = Depends(require_json)
ReadingDep = Annotated[Reading, Depends(get_reading)]
TransactionDep = Annotated[Transaction, Depends(get_transaction)]
ReasonedDep = Annotated[Transaction, Depends(get_reasoned_transaction)]
VersionDep = Annotated[int, Depends(get_version)]
