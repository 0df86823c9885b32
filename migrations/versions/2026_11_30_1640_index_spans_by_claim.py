"""Index spans by their claim alone: their order is that of their ids.

Revision ID: 7a0d3c95e1b8
Revises: 2f8b5c1e7d94
"""

from alembic import op

revision = "7a0d3c95e1b8"
down_revision = "2f8b5c1e7d94"
branch_labels = None
depends_on = None

INDEX = "ix_span_claim"


def upgrade() -> None:
    op.drop_index(INDEX, table_name="span")
    op.create_index(INDEX, "span", ["claim_id"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name="span")
    op.create_index(INDEX, "span", ["claim_id", "part", "position", "seq"])
