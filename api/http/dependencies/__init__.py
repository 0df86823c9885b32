"""What endpoints can ask for; the write transaction begins and ends here."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from time import monotonic
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from api.http.auth import needs
from api.schemas.lists import ReasonedParams, WriteParams
from api.server.admission import Queue, Turn
from api.server.callers import Caller
from api.server.disconnect import while_wanted
from api.settings import IDEMPOTENCY_KEY, REPLAYED
from db.commands.idempotency import KeyedRequest, find_answer, keep_answer
from db.engine.prepared import Prepared
from db.engine.reader import Reader
from db.engine.session import Context, Write
from db.engine.writer import Writer
from db.models.analyst import LOCAL
from db.queries.filters import batch_size, ids, portions
from db.values.types import AnyRow
from db.values.viewer import Viewer

Builder = Callable[..., Prepared]
Work = Callable[[Write], Response]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=IDEMPOTENCY_KEY,
        description="Of your choice, for this request alone: sent again with the same "
        "key within 72 hours, it is not done again, but answered as it was.",
        examples=["7d3c9f1e-52a0-4b6f-9a55-0c2f6a7d1b42"],
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
    ),
]
VERSION = re.compile(r'"v([1-9]\d{0,8})(?:-[0-9a-f]{16})?"')


class ShownOnce(Response):
    """An answer with a secret, and the one without it that is kept for a repetition."""

    def __init__(self, shown: Response, *, kept: Response) -> None:
        super().__init__(shown.body, shown.status_code, shown.headers)
        self.kept = kept


@dataclass(frozen=True)
class Transaction:
    """Runs work in one transaction of this request: all of it happens, or nothing."""

    writer: Writer
    context: Context
    queue: Queue
    keyed: KeyedRequest | None = None

    async def __call__(self, work: Work) -> Response:
        """Return the answer that ``work`` makes, once it is durable.

        If the request has a key, the answer is kept with what was done, and whatever
        comes later under that key is answered alike and does nothing.
        """
        if self.keyed:
            work = partial(_once, self.keyed, work)
        with self.queue:
            in_time = partial(self._in_time, work, since=monotonic())
            return await self.writer.run(in_time, self.context)

    def _in_time(self, work: Work, write: Write, *, since: float) -> Response:
        """Do what has not waited too long for its turn."""
        self.queue.refuse_late(since)
        return work(write)


def _once(request: KeyedRequest, work: Work, write: Write) -> Response:
    if kept := find_answer(write, request):
        headers = {**kept.headers, REPLAYED: "true"}
        return Response(kept.body, kept.status, headers)
    answer = work(write)
    kept_one = answer.kept if isinstance(answer, ShownOnce) else answer
    keep_answer(
        write,
        request,
        status=kept_one.status_code,
        headers=kept_one.headers,
        body=bytes(kept_one.body),
    )
    return answer


@dataclass(frozen=True)
class Reading:
    """A request that reads: from where, and as whom."""

    request: Request
    reader: Reader
    caller: Caller

    @property
    def viewer(self) -> Viewer:
        """Return what whoever reads may see."""
        return self.caller.viewer

    @property
    def context(self) -> Context:
        """Return in whose name something is noted of what is read."""
        return Context(
            analyst_id=self.caller.analyst_id or LOCAL,
            request_id=self.request.state.request_id,
            viewer=self.viewer,
        )

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
        async with self._beside():
            return await self._scan(builder, values, **shape)

    async def scan_each(
        self,
        builder: Builder,
        name: str,
        record_ids: Sequence[int],
        *,
        values: Mapping[str, Any] | None = None,
        **shape: Any,  # noqa: ANN401
    ) -> list[AnyRow]:
        """Return the rows of very many records, read some at a time.

        After each time whoever else there is has as long, before it goes on.
        """
        found: list[AnyRow] = []
        async with self._beside():
            for some in portions(record_ids):
                since, asked = monotonic(), {**(values or {}), **ids(name, some)}
                size = batch_size(len(some))
                found += await self._scan(builder, asked, count=size, **shape)
                if self.request.app.state.requests.held > 1:
                    await asyncio.sleep(monotonic() - since)
        return found

    async def _scan(
        self,
        builder: Builder,
        values: Mapping[str, Any],
        **shape: Any,  # noqa: ANN401
    ) -> Sequence[AnyRow]:
        read = builder(viewer=self.viewer, **shape)
        return await while_wanted(self.request, self.reader.scan(read, **values))

    @asynccontextmanager
    async def _beside(self) -> AsyncIterator[None]:
        """Be one of few that scan, and let others look something up meanwhile."""
        turn: Turn = self.request.state.turn
        with self.request.app.state.scans:
            async with turn.left():
                yield


@needs("reader")
async def get_reading(request: Request) -> Reading:
    """Return how this request reads."""
    return Reading(request, request.app.state.reader, request.state.caller)


@needs("analyst")
async def get_transaction(
    request: Request,
    params: Annotated[WriteParams, Query()],
    key: IdempotencyKey = None,
) -> Transaction:
    """Return the transaction of a write."""
    return await _transaction(request, params.reason, key)


@needs("analyst")
async def get_reasoned_transaction(
    request: Request,
    params: Annotated[ReasonedParams, Query()],
    key: IdempotencyKey = None,
) -> Transaction:
    """Return the transaction of a write that has to be explained."""
    return await _transaction(request, params.reason, key)


async def _transaction(
    request: Request, reason: str | None, key: str | None
) -> Transaction:
    caller, state = request.state.caller, request.app.state
    context = Context(
        analyst_id=caller.analyst_id,
        request_id=request.state.request_id,
        reason=reason,
        viewer=caller.viewer,
    )
    keyed = None if key is None else await _keyed(request, key)
    return Transaction(state.writer, context, state.writes, keyed)


async def _keyed(request: Request, key: str) -> KeyedRequest:
    """Return what tells the request from every other one that has a key."""
    if len(request.headers.getlist(IDEMPOTENCY_KEY)) > 1:
        message = "Send this header once."
        where = {"type": "repeated", "loc": ("header", IDEMPOTENCY_KEY), "msg": message}
        raise RequestValidationError([where])
    path = f"{request.url.path}?{request.url.query}".removesuffix("?")
    digest = sha256(await request.body()).hexdigest()
    return KeyedRequest(key, request.method, path, body_sha256=digest)


@needs("reader")
async def require_reader() -> None:
    """Open an endpoint to whoever may read, though it reads no record."""


@needs("editor")
async def require_editor() -> None:
    """Open an endpoint to editors alone."""


@needs("admin")
async def require_admin() -> None:
    """Open an endpoint to administrators alone."""


IfMatch = Annotated[
    str | None,
    Header(
        description="The ETag of the record as it was read, or its version alone.",
        examples=['"v3"'],
    ),
]


async def get_version(if_match: IfMatch = None) -> int:
    """Return the version the writer has read: 428 if unsaid, 412 if no version."""
    if if_match is None:
        raise HTTPException(428, "Send the record's ETag as If-Match.")
    return _version(if_match)


async def get_version_if_said(if_match: IfMatch = None) -> int | None:
    """Return the version the writer has read, if the writer says so."""
    return None if if_match is None else _version(if_match)


def _version(if_match: str) -> int:
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
ForReaders = Depends(require_reader)
ForEditors = Depends(require_editor)
ForAdmins = Depends(require_admin)
ReadingDep = Annotated[Reading, Depends(get_reading)]
TransactionDep = Annotated[Transaction, Depends(get_transaction)]
ReasonedDep = Annotated[Transaction, Depends(get_reasoned_transaction)]
VersionDep = Annotated[int, Depends(get_version)]
SaidVersionDep = Annotated[int | None, Depends(get_version_if_said)]
