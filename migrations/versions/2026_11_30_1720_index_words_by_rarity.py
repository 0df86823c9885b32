"""Find the most used records with a whole word in the order of an index.

Revision ID: c3f7a2d9410b
Revises: e4b19d06a8c7
"""

import sqlalchemy as sa
from alembic import op

revision = "c3f7a2d9410b"
down_revision = "e4b19d06a8c7"
branch_labels = None
depends_on = None

INDEX = "ix_name_word_word"


def upgrade() -> None:
    _index("rarity", "record_id")


def downgrade() -> None:
    _index()


def _index(*more: str) -> None:
    op.drop_index(INDEX, table_name="name_word")
    op.create_index(INDEX, "name_word", ["resource", "visibility", "word", *more])
    bind = op.get_bind()
    # SQLite drops statistics with an index.
    if bind.dialect.name == "sqlite" and "sqlite_stat1" in sa.inspect(
        bind
    ).get_table_names(sqlite_include_internal=True):
        op.execute("ANALYZE name_word")
