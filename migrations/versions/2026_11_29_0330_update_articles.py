"""Record when an article was last changed.

Revision ID: a41c6e90d7b2
Revises: 7d2e91c4ab35
"""

import sqlalchemy as sa
from alembic import op

revision = "a41c6e90d7b2"
down_revision = "7d2e91c4ab35"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
# Constraints of columns: SQLite cannot add others without copying the table.
ORDERED = "CONSTRAINT ck_article_updated_ordered CHECK (updated_from < updated_to)"
PRECISE = (
    "CONSTRAINT ck_article_updated_precision CHECK (updated_precision IN ('second', "
    "'minute', 'hour', 'day', 'month', 'quarter', 'year'))"
)


def upgrade() -> None:
    instant = INSTANT.compile(op.get_bind().dialect)
    for column in (
        f"updated_from {instant}",
        f"updated_to {instant} {ORDERED}",
        f"updated_precision VARCHAR {PRECISE}",
        "updated_text VARCHAR",
    ):
        op.execute(f"ALTER TABLE article ADD COLUMN {column}")


def downgrade() -> None:
    # The end is dropped first: its constraint refers to the beginning.
    for name in ("to", "from", "precision", "text"):
        op.execute(f"ALTER TABLE article DROP COLUMN updated_{name}")
