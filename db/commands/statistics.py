"""The statistics of PostgreSQL, by which it plans reads."""

from db.engine.session import Write
from db.queries.outgrown_tables import OUTGROWN


def renew_statistics(write: Write) -> int:
    """Analyse the tables that have outgrown their statistics; return how many.

    PostgreSQL then plans the prepared statements on these tables again, in all
    connections. Until then, a plan of a small table reads all rows of a large one.
    """
    outgrown = write.rows(OUTGROWN)
    for row in outgrown:
        # A table is locked if it is being analysed.
        write.connection.exec_driver_sql(f"ANALYZE (SKIP_LOCKED) {row.name}")
    return len(outgrown)
