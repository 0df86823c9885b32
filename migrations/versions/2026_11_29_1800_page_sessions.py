"""sessions of pages

Revision ID: a3c81f5e2d94
Revises: 5c1e8f7a2b93
"""

import sqlalchemy as sa
from alembic import op

revision = "a3c81f5e2d94"
down_revision = "5c1e8f7a2b93"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# SQLite stores instants as text of one length, which sorts by time.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id", ID, nullable=False),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "length(token_sha256) = 64", name=op.f("ck_session_token_sha256")
        ),
        sa.CheckConstraint("used_at >= created_at", name=op.f("ck_session_used_at")),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_key.id"], name=op.f("fk_session_key_id_api_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_session_token_sha256")),
    )
    op.create_index("ix_session_key_id", "session", ["key_id"])
    op.create_index("ix_session_created_at", "session", ["created_at"])


def downgrade() -> None:
    op.drop_table("session")
