"""Find claims by speaker and origin with the index of all steps of a source.

Revision ID: e4b19d06a8c7
Revises: 7a0d3c95e1b8
"""

import sqlalchemy as sa
from alembic import op

revision = "e4b19d06a8c7"
down_revision = "7a0d3c95e1b8"
branch_labels = None
depends_on = None

NEWEST = "ix_attribution_newest"
ROLES = {"speaker": "position = 1", "origin": "is_origin"}
# The last migration built an index of the second one anew.
CHANGED = ("attribution", "span")


def upgrade() -> None:
    for role in ROLES:
        op.drop_index(f"{NEWEST}_{role}", table_name="attribution")
    op.drop_index(NEWEST, table_name="attribution")
    _index(NEWEST, "position", "is_origin")
    _analyse()


def downgrade() -> None:
    op.drop_index(NEWEST, table_name="attribution")
    _index(NEWEST)
    for role, condition in ROLES.items():
        _index(f"{NEWEST}_{role}", where=sa.text(condition))
    _analyse()


def _index(name: str, *tested: str, where: sa.TextClause | None = None) -> None:
    dated = [sa.literal_column(f"{column} DESC") for column in ("dated_at", "claim_id")]
    op.create_index(
        name,
        "attribution",
        ["source_id", *dated, *tested],
        sqlite_where=where,
        postgresql_where=where,
    )


def _analyse() -> None:
    """Collect the statistics again that SQLite drops with an index."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite" and "sqlite_stat1" in sa.inspect(
        bind
    ).get_table_names(sqlite_include_internal=True):
        for table in CHANGED:
            op.execute(f"ANALYZE {table}")
