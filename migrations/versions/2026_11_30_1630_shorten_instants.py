"""Shorten instants on SQLite: without zeros at their end, and without their zone.

SQLite keeps the pages that become free, and uses them for new rows.

Revision ID: 2f8b5c1e7d94
Revises: 4c7d1f0a9b36
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "2f8b5c1e7d94"
down_revision = "4c7d1f0a9b36"
branch_labels = None
depends_on = None

JUDGED = ("created_at", "superseded_at")
EDITED = ("created_at", "updated_at", "withdrawn_at", "embargo_until")
ORDERED = ("dated_at", "recorded_at")
INSTANTS = {
    "affiliation": ("held_from", "held_to"),
    "analyst": ("created_at",),
    "api_key": ("created_at", "expires_at", "last_used_at", "revoked_at"),
    "article": (
        *("published_from", "published_to", "updated_from", "updated_to"),
        *EDITED,
    ),
    "article_address": ("withdrawn_at",),
    "article_identifier": ("withdrawn_at",),
    "assessment": ("as_of", *JUDGED),
    "attribution": ORDERED,
    "change": ("at",),
    "claim": (
        *("said_from", "said_to", "about_from", "about_to", "dated_at"),
        *EDITED,
    ),
    "claim_subject": ORDERED,
    "claim_tag": ORDERED,
    "fact": ("opens_at", "closes_at", "resolves_by", *EDITED),
    "idempotency": ("expires_at",),
    "identity": JUDGED,
    "lease": ("expires_at",),
    "outcome": ("occurred_from", "occurred_to", "known_at", *JUDGED),
    "rating": JUDGED,
    "revision": ("captured_at",),
    "saved_filter": ("created_at", "updated_at"),
    "session": ("created_at", "used_at"),
    "source": EDITED,
    "source_identifier": ("withdrawn_at",),
    "stance": (*ORDERED, *JUDGED),
    "tag": EDITED,
}
SHORTENED = """
CASE WHEN substr({0}, 11) = 'T00:00:00.000000Z' THEN substr({0}, 1, 10)
    WHEN substr({0}, 17) = ':00.000000Z' THEN substr({0}, 1, 16)
    WHEN substr({0}, 20) = '.000000Z' THEN substr({0}, 1, 19)
    ELSE substr({0}, 1, 26) END
"""
COMPLETED = """
{0} || CASE length({0}) WHEN 10 THEN 'T00:00:00.000000Z' WHEN 16 THEN ':00.000000Z'
    WHEN 19 THEN '.000000Z' WHEN 26 THEN 'Z' ELSE '' END
"""


def upgrade() -> None:
    _store_instants(SHORTENED)


def downgrade() -> None:
    _store_instants(COMPLETED)


def _store_instants(form: str) -> None:
    """Store all instants in another form; PostgreSQL has a type for them."""
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in INSTANTS.items():
            _update(table, {column: form.format(column) for column in columns})


def _update(table: str, values: dict[str, str]) -> None:
    """Change all rows of a table, and build its indexes anew, which is faster."""
    bind, indexes, is_counted = op.get_bind(), _indexes(table), _is_counted(table)
    for name, _ in indexes:
        op.execute(f"DROP INDEX {name}")
    changes = ", ".join(f"{column} = {value}" for column, value in values.items())
    bind.exec_driver_sql(f"UPDATE {table} SET {changes}")  # noqa: S608 - names from above
    for _, definition in indexes:
        bind.exec_driver_sql(definition)
    if is_counted:
        op.execute(f"ANALYZE {table}")


def _indexes(table: str) -> Sequence[tuple[str, str]]:
    """Return the names and definitions of the indexes that no constraint needs."""
    master = sa.table(
        "sqlite_master", *map(sa.column, ("type", "tbl_name", "name", "sql"))
    )
    query = sa.select(master.c.name, master.c.sql).where(
        master.c.type == "index", master.c.tbl_name == table, master.c.sql.is_not(None)
    )
    return [(name, sql) for name, sql in op.get_bind().execute(query)]


def _is_counted(table: str) -> bool:
    """Return whether a table has statistics: SQLite drops them with its indexes."""
    bind = op.get_bind()
    if "sqlite_stat1" not in sa.inspect(bind).get_table_names(
        sqlite_include_internal=True
    ):
        return False
    counted = sa.table("sqlite_stat1", sa.column("tbl"))
    return (
        bind.scalar(sa.select(counted).where(counted.c.tbl == table).limit(1))
        is not None
    )
