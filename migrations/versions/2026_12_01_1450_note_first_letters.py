"""Note the first letters of all words of a record beside each of its words.

Rows that are there have all bits, which says nothing: `onrecord migrate` computes them
behind the migrations.

Revision ID: 5a9e3c71d0f8
Revises: 7d20c5be91f4
"""

import sqlalchemy as sa
from alembic import op

revision = "5a9e3c71d0f8"
down_revision = "7d20c5be91f4"
branch_labels = None
depends_on = None

COLUMN = "prefix_bits"
NAMED = ["resource", "visibility"]
ORDER = ["rarity", "record_id"]
BEGINNINGS = (1, 2, 3, 4, 6)


def upgrade() -> None:
    all_bits = sa.text("-1")
    column = sa.Column(COLUMN, sa.BigInteger(), nullable=False, server_default=all_bits)
    op.add_column("name_word", column)
    _index(COLUMN)


def downgrade() -> None:
    _index()
    op.drop_column("name_word", COLUMN)


def _index(*more: str) -> None:
    beginnings = {
        f"beginning_{length}": sa.text(f"substr(word, 1, {length})")
        for length in BEGINNINGS
    }
    for name, indexed in {"word": "word", **beginnings}.items():
        index = f"ix_name_word_{name}"
        op.drop_index(index, table_name="name_word")
        op.create_index(index, "name_word", [*NAMED, indexed, *ORDER, *more])
    bind = op.get_bind()
    # SQLite drops statistics with an index.
    if bind.dialect.name == "sqlite" and "sqlite_stat1" in sa.inspect(
        bind
    ).get_table_names(sqlite_include_internal=True):
        op.execute("ANALYZE name_word")
