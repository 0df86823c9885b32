"""Drop the folded texts of claims, articles and facts: the indexes of words replaced them.

SQLite keeps the pages that become free, and uses them for new rows.

Revision ID: 6b1e94d7c3a2
Revises: 3d9b6a71c5e0
"""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "6b1e94d7c3a2"
down_revision = "3d9b6a71c5e0"
branch_labels = None
depends_on = None

FOLDS = "9c4e7a15d2f8"  # the migration that has the rules of folding
BATCH = 1000
# The folded columns of each table.
FOLDED = {
    "claim": ("text", "statement"),
    "article": ("title",),
    "fact": ("statement",),
}


def upgrade() -> None:
    for table in FOLDED:
        op.drop_column(table, "folded")


def downgrade() -> None:
    script = op.get_context().script
    assert script  # noqa: S101 - a migration is part of one
    fold = script.get_revision(FOLDS).module.fold
    for table, columns in FOLDED.items():
        added = sa.Column("folded", sa.String(), nullable=False, server_default="")
        op.add_column(table, added)
        _fill(table, columns, fold)


def _fill(table: str, columns: tuple[str, ...], fold: Callable[[str], str]) -> None:
    changed = f"UPDATE {table} SET folded = :folded WHERE id = :id"  # noqa: S608 - names from above
    for rows in _rows(table, columns):
        lines = {
            id_: "\n".join(fold(one or "") for one in texts) for id_, *texts in rows
        }
        values = [{"id": id_, "folded": folded} for id_, folded in lines.items()]
        op.get_bind().execute(sa.text(changed), values)


def _rows(table: str, columns: tuple[str, ...]) -> Iterator[list[Any]]:
    """Yield batches of rows of a table, in the order of their ids."""
    found = sa.table(table, *map(sa.column, ("id", *columns)))
    last = 0
    while True:
        query = sa.select(found).where(found.c.id > last).order_by(found.c.id)
        rows = op.get_bind().execute(query.limit(BATCH)).all()
        if not rows:
            return
        yield list(rows)
        last = rows[-1].id
