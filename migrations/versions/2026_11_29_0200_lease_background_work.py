"""lease background work

Revision ID: 6f0d4c1b8a52
Revises: 1e4b7d92f0a6
"""

import sqlalchemy as sa
from alembic import op

revision = "6f0d4c1b8a52"
down_revision = "1e4b7d92f0a6"
branch_labels = None
depends_on = None

# SQLite stores instants as text of one length, which sorts by time.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 64", name=op.f("ck_lease_name")),
        sa.CheckConstraint(
            "length(holder) BETWEEN 1 AND 255", name=op.f("ck_lease_holder")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("name", name=op.f("uq_lease_name")),
    )


def downgrade() -> None:
    op.drop_table("lease")
