"""Test the other words of a name in an index, without its rows.

Revision ID: 7d20c5be91f4
Revises: c3f7a2d9410b
"""

import sqlalchemy as sa
from alembic import op

revision = "7d20c5be91f4"
down_revision = "c3f7a2d9410b"
branch_labels = None
depends_on = None

INDEX = "ix_name_word_record"


def upgrade() -> None:
    _index("word")


def downgrade() -> None:
    _index()


def _index(*more: str) -> None:
    op.drop_index(INDEX, table_name="name_word")
    op.create_index(INDEX, "name_word", ["resource", "record_id", *more])
    bind = op.get_bind()
    # SQLite drops statistics with an index.
    if bind.dialect.name == "sqlite" and "sqlite_stat1" in sa.inspect(
        bind
    ).get_table_names(sqlite_include_internal=True):
        op.execute("ANALYZE name_word")
