"""save filters

Revision ID: 3d9b6a71c5e0
Revises: 8c4f0a7e21b9
"""

import sqlalchemy as sa
from alembic import op

revision = "3d9b6a71c5e0"
down_revision = "8c4f0a7e21b9"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# SQLite stores instants as text of one length, which sorts by time.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_filter_name")),
        sa.CheckConstraint(
            "kind IN ('claim', 'article', 'source', 'fact')",
            name=op.f("ck_saved_filter_kind"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_saved_filter_version")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["analyst.id"], name=op.f("fk_saved_filter_owner_id_analyst")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint(
            "owner_id", "name", name=op.f("uq_saved_filter_owner_id_name")
        ),
    )
    op.create_index("ix_saved_filter_shared", "saved_filter", ["is_shared", "id"])


def downgrade() -> None:
    op.drop_table("saved_filter")
