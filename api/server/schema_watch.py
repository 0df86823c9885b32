"""Compares the tables of the database with this version of Onrecord."""

from dataclasses import replace

import structlog

from api.server.background.jobs import BackgroundJob
from db.engine.migrations import Schema, find_migration
from db.engine.reader import Reader
from db.errors import SchemaError

log = structlog.get_logger()


class SchemaWatch:
    """Compares the migration of the database with the latest one of this version.

    The tables may change while a server runs: another version migrates them.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.mismatch: str | None = None  # the error and its remedy

    async def check(self) -> str | None:
        """Read the database and return the mismatch, if any.

        Raise ``UnavailableError`` if the database does not respond.
        """
        try:
            rows = await self._reader.rows(find_migration())
        except SchemaError:  # the table of the migration is missing, too
            rows = []
        found = Schema.at(rows[0].revision if rows else None).mismatch()
        if found and found != self.mismatch:
            log.error("schema_mismatch", detail=found)
        self.mismatch = found
        return found

    def guarded(self, job: BackgroundJob) -> BackgroundJob:
        """Return ``job`` with a check of the schema before it."""

        async def is_due(reader: Reader) -> bool:
            return not await self.check() and await job.is_due(reader)

        return replace(job, is_due=is_due)
