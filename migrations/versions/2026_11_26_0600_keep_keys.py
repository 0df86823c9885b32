"""Add the keys of analysts, and make the names of analysts unique.

Revision ID: 2f6b9d0c41e8
Revises: 8c1f0d4b7a36
"""

import sqlalchemy as sa
from alembic import op

revision = "2f6b9d0c41e8"
down_revision = "8c1f0d4b7a36"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    op.create_index("uq_analyst_name", "analyst", ["name"], unique=True)
    op.create_table(
        "api_key",
        sa.Column("id", KEY, nullable=False),
        sa.Column("analyst_id", KEY, nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by_id", KEY, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revoked_by_id", KEY, nullable=True),
        sa.CheckConstraint("length(prefix) = 12", name=op.f("ck_api_key_prefix")),
        sa.CheckConstraint(
            "length(secret_sha256) = 64", name=op.f("ck_api_key_secret_sha256")
        ),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_api_key_expires_at")
        ),
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_api_key_analyst_id_analyst")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["analyst.id"],
            name=op.f("fk_api_key_created_by_id_analyst"),
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"],
            ["analyst.id"],
            name=op.f("fk_api_key_revoked_by_id_analyst"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    op.create_index("ix_api_key_analyst_id", "api_key", ["analyst_id"])


def downgrade() -> None:
    op.drop_table("api_key")
    op.drop_index("uq_analyst_name", table_name="analyst")
