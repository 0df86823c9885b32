"""Rejects requests while the tables are those of another version."""

import sqlite3
from http import HTTPStatus

from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.server.middleware.load_shedding import ALWAYS_ADMITTED
from api.server.schema_watch import SchemaWatch

LOOKS_ITSELF = ALWAYS_ADMITTED | {"/readyz"}
FAILURES = (DBAPIError, PostgresError, sqlite3.Error)


class SchemaCheck:
    """Rejects requests after another version has migrated the database.

    Until that is noticed, statements fail: the database rejects the statements of this
    version, which is not a bug.
    """

    def __init__(self, app: ASGIApp, *, schema: SchemaWatch) -> None:
        self.app = app
        self._schema = schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond 503 if the tables do not match this version."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._schema.mismatch and scope["path"] not in LOOKS_ITSELF:
            raise _unavailable(self._schema.mismatch)
        try:
            await self.app(scope, receive, send)
        except FAILURES as error:
            mismatch = await self._schema.check()
            if mismatch is None:
                raise
            raise _unavailable(mismatch) from error


def _unavailable(mismatch: str) -> HTTPException:
    return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, mismatch)
