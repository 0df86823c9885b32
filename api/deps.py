"""What endpoints can ask for; the write transaction begins and ends here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, HTTPException, Query, Request

from api.schemas.lists import ReasonedParams, WriteParams
from db.reader import Reader
from db.session import Context, Write
from db.viewer import LOCAL_VIEWER, Viewer
from db.writer import Writer

T = TypeVar("T")
VERSION = re.compile(r'"v([1-9]\d{0,8})(?:-[0-9a-f]{16})?"')


@dataclass(frozen=True)
class Transaction:
    """Runs work in one transaction of this request: all of it happens, or nothing."""

    writer: Writer
    context: Context

    async def __call__(self, work: Callable[[Write], T]) -> T:
        """Return the result of ``work`` once it is durable."""
        return await self.writer.run(work, self.context)


async def get_reader(request: Request) -> Reader:
    """Return the process's reader."""
    reader: Reader = request.app.state.reader
    return reader


async def get_viewer() -> Viewer:
    """Return who reads: until there are keys, whoever reaches this server."""
    return LOCAL_VIEWER


def _transaction(request: Request, reason: str | None) -> Transaction:
    context = Context(request_id=request.state.request_id, reason=reason)
    return Transaction(request.app.state.writer, context)


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
ReaderDep = Annotated[Reader, Depends(get_reader)]
ViewerDep = Annotated[Viewer, Depends(get_viewer)]
TransactionDep = Annotated[Transaction, Depends(get_transaction)]
ReasonedDep = Annotated[Transaction, Depends(get_reasoned_transaction)]
VersionDep = Annotated[int, Depends(get_version)]
