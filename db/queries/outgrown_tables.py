"""The tables whose statistics PostgreSQL has to renew."""

from sqlalchemy import BigInteger, Float, String, column, func, literal_column
from sqlalchemy import table as bare_table

from db.engine.prepared import Prepared
from db.engine.rows import Row
from db.engine.rows import column as row_column
from db.models import Base

FEWEST_CHANGES = 1000  # changed rows; without an index, fewer are read as fast
CHANGED = bare_table(
    "pg_stat_user_tables",
    column("relid", BigInteger),
    column("relname", String),
    column("n_mod_since_analyze", BigInteger),
)
ANALYSED = bare_table(
    "pg_class",
    column("oid", BigInteger),
    column("relowner", BigInteger),
    column("reltuples", Float),
)
NAMES = [literal_column(f"'{name}'", String()) for name in Base.metadata.tables]
FEWEST = func.greatest(literal_column(str(FEWEST_CHANGES)), ANALYSED.c.reltuples)


class OutgrownRow(Row):
    """A table of which more rows have changed than it had when it was analysed."""

    name: str = row_column(CHANGED.c.relname)


OUTGROWN = Prepared(
    OutgrownRow.select()
    .join_from(CHANGED, ANALYSED, ANALYSED.c.oid == CHANGED.c.relid)
    .where(
        CHANGED.c.relname.in_(NAMES),
        func.pg_table_is_visible(CHANGED.c.relid),
        # Only an owner may analyse a table.
        func.pg_has_role(ANALYSED.c.relowner, literal_column("'USAGE'")),
        CHANGED.c.n_mod_since_analyze > FEWEST,
    )
    .order_by(CHANGED.c.relname),
    OutgrownRow,
)
