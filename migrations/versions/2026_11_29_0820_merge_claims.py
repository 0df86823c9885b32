"""Let a claim be merged into another one.

Revision ID: 5b8d20c7e913
Revises: c50b8e3f17d6
"""

import sqlalchemy as sa
from alembic import op

revision = "5b8d20c7e913"
down_revision = "c50b8e3f17d6"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Constraints of columns: SQLite cannot add others without copying the table. The
# last column has the constraints on both columns.
MERGED_INTO = (
    "CONSTRAINT ck_claim_merged_into CHECK (merged_into_id <> id) "
    "CONSTRAINT ck_claim_merged "
    "CHECK (merged_into_id IS NULL OR withdrawn_at IS NOT NULL)"
)
SURVIVOR = (
    "CONSTRAINT ck_claim_survivor "
    "CHECK ((merged_into_id IS NULL) = (survivor_id IS NULL))"
)
INDEXES = {
    "ix_claim_merged": (["article_id", "content_key"], "merged_into_id IS NOT NULL"),
    "ix_claim_survivor": (["survivor_id"], "survivor_id IS NOT NULL"),
}


def upgrade() -> None:
    key = KEY.compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE claim ADD COLUMN merged_into_id {key} {MERGED_INTO}")
    op.execute(f"ALTER TABLE claim ADD COLUMN survivor_id {key} {SURVIVOR}")
    for name, (columns, condition) in INDEXES.items():
        where = sa.text(condition)
        op.create_index(
            name, "claim", columns, sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    """Unmerge all claims: they stay withdrawn."""
    for name in INDEXES:
        op.drop_index(name, table_name="claim")
    op.execute("ALTER TABLE claim DROP COLUMN survivor_id")
    op.execute("ALTER TABLE claim DROP COLUMN merged_into_id")
