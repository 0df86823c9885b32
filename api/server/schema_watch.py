"""Whether the tables of the database are those of this version of Onrecord."""

from dataclasses import replace

import structlog

from api.server.background.jobs import BackgroundJob
from db.engine.migrations import Schema, find_migration
from db.engine.reader import Reader
from db.errors import SchemaError

log = structlog.get_logger()


class SchemaWatch:
    """Compares the migration of the database with the last one of this version.

    The tables change while a server runs: another version migrates them.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.mismatch: str | None = None  # what is wrong and what to do

    async def check(self) -> str | None:
        """Look at the database, and return the mismatch.

        Raise ``UnavailableError`` if the database does not respond.
        """
        try:
            rows = await self._reader.rows(find_migration())
        except SchemaError:  # there is not even the table of the migration
            rows = []
        found = Schema.at(rows[0].revision if rows else None).mismatch()
        if found and found != self.mismatch:
            log.error("schema_mismatch", detail=found)
        self.mismatch = found
        return found

    def guarded(self, job: BackgroundJob) -> BackgroundJob:
        """Return ``job``, which looks at the schema first and needs the right one."""

        async def is_due(reader: Reader) -> bool:
            return not await self.check() and await job.is_due(reader)

        return replace(job, is_due=is_due)
