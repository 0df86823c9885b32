"""The background job that renews the statistics of PostgreSQL."""

from api.server.background.jobs import BackgroundJob
from db.commands.statistics import renew_statistics
from db.engine.reader import Reader
from db.engine.session import Context
from db.queries.outgrown_tables import OUTGROWN


async def has_outgrown_tables(reader: Reader) -> bool:
    """Return whether a table has many more rows than when it was analysed."""
    return reader.plans_by_statistics and bool(await reader.rows(OUTGROWN))


RENEW_STATISTICS = BackgroundJob(
    name="renew_statistics",
    interval=5.0,
    is_due=has_outgrown_tables,
    step=renew_statistics,
    context=Context(),
)
