"""Endpoints that change, withdraw, restore, merge and unmerge records of any resource.

A resource decorates its commands: the endpoint takes the name, the parameters and the
documentation of the command.
"""

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from inspect import Parameter, Signature, signature
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.http.dependencies import (
    CascadeDep,
    ForEditors,
    JsonBody,
    ReasonedDep,
    Transaction,
    TransactionDep,
    VersionDep,
)
from api.http.openapi.responses import GONE, changed_as, restored_as
from api.http.responses import respond_no_content, respond_updated
from api.schemas.facts import FactKey
from api.schemas.lists import CascadeParams
from api.schemas.merges import MergeIn
from api.schemas.types import Id
from api.schemas.versions import RevertIn
from api.serializers.changes import written_with
from api.serializers.values import Json
from db.engine.session import Write
from db.errors import NotFoundError
from db.history.changes import refuse_withdrawn
from db.reads.facts import read_fact_id
from db.reads.reading import Reading
from db.reads.within import read_within
from db.values.versions import ReadVersion

StoredT = TypeVar("StoredT")
BodyT = TypeVar("BodyT", bound=BaseModel)
Key = Any  # identifies a record in a path: its id, or the slug of a fact
Endpoint = Callable[..., Coroutine[Any, Any, Response]]
# Commands take the id of the record and the version that the writer has read.
Change = Callable[[Write, int, ReadVersion], None]
ChangeTo = Callable[[Write, int, ReadVersion, BodyT], None]
Merge = ChangeTo[MergeIn]
ChangeByParams = Callable[[Write, int, ReadVersion, CascadeParams], None]


async def _key_is_id(_: Reading, key: Key) -> int:
    record_id: int = key
    return record_id


@dataclass(frozen=True)
class Addressing:
    """How URLs identify records of a resource; ``find_id`` resolves the key."""

    key: Any = Id  # the type of the path parameter
    find_id: Callable[[Reading, Key], Coroutine[Any, Any, int]] = _key_is_id

    def id_within(self, write: Write, key: Key) -> int:
        """Return the id of a record inside a transaction."""
        return read_within(write, self.find_id, key)


BY_ID = Addressing()
FACT = Addressing(FactKey, read_fact_id)
ADDRESSING = {"fact": FACT}  # the other resources use ids


async def found_or_withdrawn(
    found: Awaitable[StoredT],
    reading: Reading,
    *,
    resource: str,
    key: Key,
    as_of: object = None,
) -> StoredT:
    """Return a record; raise ``WithdrawnError`` if it is withdrawn.

    Raise ``NotFoundError`` for viewers who may not see it, and for an ``as_of``
    request.
    """
    try:
        return await found
    except NotFoundError:
        if as_of is not None:
            raise
        record_id = await ADDRESSING.get(resource, BY_ID).find_id(reading, key)
        await refuse_withdrawn(reading, resource, record_id)
        raise


def _made_with(write: Write, record_id: int) -> Json:
    """Return the records that were created and matched with a change."""
    return written_with(write, record_id, "")


@dataclass(frozen=True)
class Lifecycle(Generic[StoredT]):
    """The write endpoints of single records of a resource.

    A decorator adds the endpoint of a command to ``router``. ``stored`` returns a
    record as stored by the transaction, and ``record`` returns that as JSON, which
    ``schema`` documents. If the response to a patch has more, ``changed`` documents it,
    and ``more`` returns it: the created and matched records, if it is not given.
    """

    router: APIRouter
    schema: type[BaseModel]
    stored: Callable[[Write, int], StoredT]
    record: Callable[[StoredT], Json]
    addressing: Addressing = BY_ID
    changed: type[BaseModel] | None = None
    more: Callable[[Write, int], Json] = _made_with

    def updates(self, command: ChangeTo[BodyT]) -> ChangeTo[BodyT]:
        """Add ``PATCH`` of a record."""
        tells = self.changed is not None
        path, endpoint = self._answered(command, TransactionDep, tells=tells)
        responses = changed_as(self.changed or self.schema)
        self.router.patch(path, dependencies=[JsonBody], responses=responses)(endpoint)
        return command

    def withdraws(self, command: Change) -> Change:
        """Add ``DELETE`` of a record."""
        path, endpoint = self._unanswered(command, TransactionDep)
        status = HTTPStatus.NO_CONTENT
        self.router.delete(path, status_code=status, responses=GONE)(endpoint)
        return command

    def cascades(self, command: ChangeByParams) -> ChangeByParams:
        """Add ``DELETE`` of a record that may cascade."""
        path, endpoint = self._unanswered(command, CascadeDep)
        status = HTTPStatus.NO_CONTENT
        self.router.delete(path, status_code=status, responses=GONE)(endpoint)
        return command

    def restores(self, command: Change) -> Change:
        """Add ``POST …/restore``."""
        path, endpoint = self._answered(command, ReasonedDep)
        responses = restored_as(self.schema)
        self.router.post(f"{path}/restore", responses=responses)(endpoint)
        return command

    def reverts(self, command: ChangeTo[RevertIn]) -> ChangeTo[RevertIn]:
        """Add ``POST …/revert``."""
        path, endpoint = self._answered(command, TransactionDep)
        responses = changed_as(self.schema)
        self.router.post(
            f"{path}/revert", dependencies=[JsonBody], responses=responses
        )(endpoint)
        return command

    def merges(self, command: Merge) -> Merge:
        """Add ``POST …/merge``."""
        path, endpoint = self._answered(command, ReasonedDep)
        self.router.post(
            f"{path}/merge",
            dependencies=[ForEditors, JsonBody],
            responses=changed_as(self.schema),
        )(endpoint)
        return command

    def unmerges(self, command: Change) -> Change:
        """Add ``POST …/unmerge``."""
        path, endpoint = self._answered(command, ReasonedDep)
        responses = restored_as(self.schema)
        self.router.post(
            f"{path}/unmerge", dependencies=[ForEditors], responses=responses
        )(endpoint)
        return command

    def _answered(
        self,
        command: Callable[..., None],
        transaction_type: object,
        *,
        tells: bool = False,
    ) -> tuple[str, Endpoint]:
        """Return the path of a record, and an endpoint that responds with the record.

        With ``tells``, the response also has what ``more`` returns.
        """

        def run(
            write: Write,
            record_id: int,
            *given: Any,  # noqa: ANN401 - as the command takes it
        ) -> tuple[StoredT, Json | None]:
            command(write, record_id, *given)
            more = self.more(write, record_id) if tells else None
            return self.stored(write, record_id), more

        def respond(stored: tuple[StoredT, Json | None]) -> Response:
            record, more = stored
            return respond_updated(self.record(record), made=more)

        return endpoint_of(
            command,
            run,
            respond,
            addressing=self.addressing,
            transaction_type=transaction_type,
        )

    def _unanswered(
        self, command: Callable[..., None], transaction_type: object
    ) -> tuple[str, Endpoint]:
        """Return the path of a record, and an endpoint that responds with 204."""
        return endpoint_of(
            command,
            command,
            respond_no_content,
            addressing=self.addressing,
            transaction_type=transaction_type,
        )


def endpoint_of(
    command: Callable[..., None],
    run: Callable[..., StoredT],
    respond: Callable[[StoredT], Response],
    *,
    addressing: Addressing,
    transaction_type: object,
) -> tuple[str, Endpoint]:
    """Return the path of a record, and an endpoint that runs ``run`` in a transaction.

    It has the name and the documentation of ``command``, and its parameters: the
    record, the read version, and the body or the query if there is one.
    """
    _, record, _, *body = signature(command).parameters.values()

    async def endpoint(
        transaction: Transaction,
        version: ReadVersion,
        **sent: Any,  # noqa: ANN401 - the key of the record, and the body
    ) -> Response:
        key, *given = (sent[one.name] for one in (record, *body))

        def run_on_record(write: Write) -> StoredT:
            return run(write, addressing.id_within(write, key), version, *given)

        return await transaction(run_on_record, respond)

    endpoint.__name__, endpoint.__doc__ = command.__name__, command.__doc__
    give_parameters(
        endpoint,
        transaction=transaction_type,
        **{record.name: addressing.key},
        version=VersionDep,
        **{one.name: one.annotation for one in body},
    )
    return f"/{{{record.name}}}", endpoint


def give_parameters(endpoint: Endpoint, **annotations: object) -> None:
    """Set the signature of an endpoint, from which the framework reads parameters."""
    parameters = [
        Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=annotation)
        for name, annotation in annotations.items()
    ]
    signed = Signature(parameters, return_annotation=Response)
    endpoint.__signature__ = signed  # type: ignore[attr-defined]  # inspect reads it
