"""The write transaction of a request, which begins and ends here."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from time import monotonic
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Query, Request, Response

from api.http.auth import needs
from api.http.dependencies.idempotency import (
    IdempotencyKey,
    keyed_request,
    replayed_response,
    save_response,
)
from api.schemas.lists import CascadeParams, ReasonedParams, WriteParams
from api.server.admission import InFlightLimit, LookupSlot
from api.server.callers import confirm, confirmation
from db.commands.idempotency import KeyedRequest
from db.commands.sources import note_reading
from db.engine.session import Context, Write
from db.engine.session.joining import PreparedRead
from db.engine.writer import FirstReads, Share, Work, Writer
from db.errors import DataError

T = TypeVar("T")
ItemT = TypeVar("ItemT")
Command = Callable[[Write], T]
Respond = Callable[[T], Response]


@dataclass(frozen=True)
class Transaction:
    """Runs a command in one transaction: all of it takes effect, or nothing."""

    writer: Writer
    context: Context
    limit: InFlightLimit
    slot: LookupSlot
    confirm: Callable[[Write], None]  # raises if the writer may no longer write
    confirmation: PreparedRead  # the read of ``confirm``
    keyed: KeyedRequest | None = None

    async def __call__(self, command: Command[T], respond: Respond[T]) -> Response:
        """Return the response to a command, after its commit.

        The command returns all data of the response, so that the response is made after
        the transaction. Only for an idempotency key it is made inside: the same
        transaction stores it for repetitions.
        """
        keyed, run = self.keyed, cast("Command[T | Response]", command)

        def once(write: Write, keyed: KeyedRequest) -> Response:
            if kept := replayed_response(write, keyed):
                return kept
            response = respond(command(write))
            save_response(write, keyed, response)
            return response

        if keyed is not None:
            run = partial(once, keyed=keyed)
        with self._admitted():
            result = await self._stored(run, since=monotonic())
        return result if isinstance(result, Response) else respond(result)

    async def together(
        self,
        work: Work[ItemT, T],
        item: ItemT,
        respond: Respond[T],
        *,
        first_reads: FirstReads[ItemT],
    ) -> Response:
        """Return the response to work that several requests can share.

        Requests that wait at the same time share one transaction. A request with an
        idempotency key has a transaction of its own.
        """
        if self.keyed is not None:
            return await self(Share(work, item, self.confirm), respond)
        share = Share(
            work,
            item,
            self.confirm,
            admission=[self.confirmation],
            first_reads=first_reads,
            check_wait=partial(self.limit.reject_if_late, monotonic()),
        )
        with self._admitted():
            return respond(await self._run(share))

    async def in_turn(
        self,
        commands: Sequence[Command[T]],
        respond: Callable[[Sequence[T | DataError]], Response],
    ) -> Response:
        """Return the response to several commands, executed in sequence.

        Each has its own transaction, so that other writes do not wait for all of them.
        If one fails, the next ones do not run and get the same error. An idempotency
        key is not supported: it needs a single transaction.
        """
        stored: list[T | DataError] = []
        with self._admitted():
            try:
                for command in commands:
                    since = inf if stored else monotonic()
                    stored.append(await self._stored(command, since=since))
            except DataError as error:
                if not stored:
                    raise
                stored += [error] * (len(commands) - len(stored))
        return respond(stored)

    @contextmanager
    def _admitted(self) -> Iterator[None]:
        self.slot.release()  # many writes waiting for a slow one must not block reads
        with self.limit:
            yield

    async def _stored(self, command: Command[T], *, since: float) -> T:
        """Run a command that waits ``since`` then, if the caller may still write."""

        def run(write: Write) -> T:
            self._admit(write, since=since)
            return command(write)

        return await self._run(run)

    def _admit(self, write: Write, *, since: float) -> None:
        """Raise if the request waited too long, or its caller may not write now."""
        self.limit.reject_if_late(since)
        self.confirm(write)

    async def _run(self, run: Command[T]) -> T:
        """Run a command; if its error quotes restricted judgements, log that as a read.

        The transaction of the command is rolled back, so the log entry needs another
        one. It is committed before the error is sent.
        """
        try:
            return await self.writer.run(run, self.context)
        except DataError as refusal:
            if refusal.judgements:
                note = partial(note_reading, identity_ids=refusal.judgements)
                await self.writer.run(note, replace(self.context, reason=None))
            raise


@needs("analyst")
async def get_transaction(
    request: Request,
    params: Annotated[WriteParams, Query()],
    key: IdempotencyKey = None,
) -> Transaction:
    """Return the transaction of a write."""
    return await _transaction(request, params.reason, key)


@needs("analyst")
async def get_cascading_transaction(
    request: Request,
    params: Annotated[CascadeParams, Query()],
    key: IdempotencyKey = None,
) -> Transaction:
    """Return the transaction of a write that may cascade."""
    return await _transaction(request, params.reason, key)


@needs("analyst")
async def get_reasoned_transaction(
    request: Request,
    params: Annotated[ReasonedParams, Query()],
    key: IdempotencyKey = None,
) -> Transaction:
    """Return the transaction of a write that requires a reason."""
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
    confirmed = partial(confirm, caller=caller, role=request.state.role_needed)
    keyed = None if key is None else await keyed_request(request, key)
    return Transaction(
        state.writer,
        context,
        state.writes,
        request.state.lookup_slot,
        confirmed,
        confirmation(caller),
        keyed,
    )


TransactionDep = Annotated[Transaction, Depends(get_transaction)]
CascadeDep = Annotated[Transaction, Depends(get_cascading_transaction)]
ReasonedDep = Annotated[Transaction, Depends(get_reasoned_transaction)]
