"""Let an article be merged into another one.

Revision ID: c41e7f9a06d5
Revises: 5b8d20c7e913
"""

import sqlalchemy as sa
from alembic import op

revision = "c41e7f9a06d5"
down_revision = "5b8d20c7e913"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SURVIVES = "survivor_id IS NOT NULL"
# Constraints of columns: SQLite cannot add others without copying the table. The
# last column has the constraint on both columns.
MERGED_INTO = "CONSTRAINT ck_article_merged_into CHECK (merged_into_id <> id)"
SURVIVOR = (
    "CONSTRAINT ck_article_survivor "
    "CHECK ((merged_into_id IS NULL) = (survivor_id IS NULL))"
)


def upgrade() -> None:
    key, where = KEY.compile(op.get_bind().dialect), sa.text(SURVIVES)
    op.execute(f"ALTER TABLE article ADD COLUMN merged_into_id {key} {MERGED_INTO}")
    op.execute(f"ALTER TABLE article ADD COLUMN survivor_id {key} {SURVIVOR}")
    op.create_index(
        "ix_article_survivor",
        "article",
        ["survivor_id"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Unmerge all articles."""
    op.drop_index("ix_article_survivor", table_name="article")
    op.execute("ALTER TABLE article DROP COLUMN survivor_id")
    op.execute("ALTER TABLE article DROP COLUMN merged_into_id")
