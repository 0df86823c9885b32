"""The write transaction of a request: it begins and ends here."""

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
    keep_response,
    kept_response,
    keyed_request,
)
from api.schemas.lists import CascadeParams, ReasonedParams, WriteParams
from api.server.admission import InFlightLimit, LookupSlot
from api.server.callers import confirm
from db.commands.idempotency import KeyedRequest
from db.commands.sources import note_reading
from db.engine.session import Context, Write
from db.engine.writer import Writer
from db.errors import DataError

T = TypeVar("T")
Command = Callable[[Write], T]
Respond = Callable[[T], Response]


@dataclass(frozen=True)
class Transaction:
    """Runs a command in one transaction: all of it happens, or nothing."""

    writer: Writer
    context: Context
    limit: InFlightLimit
    slot: LookupSlot
    confirm: Callable[[Write], None]  # that the writer may still write
    keyed: KeyedRequest | None = None

    async def __call__(self, command: Command[T], respond: Respond[T]) -> Response:
        """Return the response to what ``command`` stored, once that is durable.

        The command returns all that the response shows, so that the response is made
        after the transaction. Only a request with an idempotency key has it made
        inside: it is kept with what was stored, and repetitions get it again.
        """
        keyed, run = self.keyed, cast("Command[T | Response]", command)

        def once(write: Write, keyed: KeyedRequest) -> Response:
            if kept := kept_response(write, keyed):
                return kept
            response = respond(command(write))
            keep_response(write, keyed, response)
            return response

        if keyed is not None:
            run = partial(once, keyed=keyed)
        with self._admitted():
            result = await self._stored(run, since=monotonic())
        return result if isinstance(result, Response) else respond(result)

    async def in_turn(
        self,
        commands: Sequence[Command[T]],
        respond: Callable[[Sequence[T | DataError]], Response],
    ) -> Response:
        """Return the response to what several commands stored one after the other.

        Each has its own transaction, so that other writes need not wait for all of
        them. If one fails, the next ones are not run: the error stands for each of
        them. There is no idempotency key, which needs one transaction for all.
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
        self.slot.release()  # or many writes behind a slow one would stop all reads
        with self.limit:
            yield

    async def _stored(self, command: Command[T], *, since: float) -> T:
        """Run a command that waits ``since`` then, if the caller may still write."""

        def run(write: Write) -> T:
            self.limit.reject_if_late(since)
            self.confirm(write)
            return command(write)

        return await self._run(run)

    async def _run(self, run: Command[T]) -> T:
        """Run a command; a refusal that tells what few may read is noted as a reading.

        The transaction of the command is rolled back, so that needs one of its own. It
        is committed before the refusal is sent.
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
    """Return the transaction of a write that may take other records with it."""
    return await _transaction(request, params.reason, key)


@needs("analyst")
async def get_reasoned_transaction(
    request: Request,
    params: Annotated[ReasonedParams, Query()],
    key: IdempotencyKey = None,
) -> Transaction:
    """Return the transaction of a write that needs a reason."""
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
        keyed,
    )


TransactionDep = Annotated[Transaction, Depends(get_transaction)]
CascadeDep = Annotated[Transaction, Depends(get_cascading_transaction)]
ReasonedDep = Annotated[Transaction, Depends(get_reasoned_transaction)]
