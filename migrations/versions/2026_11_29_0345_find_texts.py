"""Find articles by the digest of their text.

Revision ID: e07b52d9a3f8
Revises: c93f1d2be674
"""

from alembic import op

revision = "e07b52d9a3f8"
down_revision = "c93f1d2be674"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_revision_text", "revision", ["text_sha256"])


def downgrade() -> None:
    op.drop_index("ix_revision_text", "revision")
