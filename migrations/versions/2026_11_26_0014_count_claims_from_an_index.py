"""Count claims from an index with all columns that the count needs.

Revision ID: 5d41c7a9e208
Revises: baee64303a8f
"""

import sqlalchemy as sa
from alembic import op

revision = "5d41c7a9e208"
down_revision = "baee64303a8f"
branch_labels = None
depends_on = None

ORDER = ["article_id", sa.literal_column("dated_at DESC"), sa.literal_column("id DESC")]


def upgrade() -> None:
    op.drop_index("ix_claim_article_newest", table_name="claim")
    op.create_index(
        "ix_claim_article_newest",
        "claim",
        [*ORDER, "review", "visibility", "withdrawn_at"],
    )


def downgrade() -> None:
    op.drop_index("ix_claim_article_newest", table_name="claim")
    op.create_index("ix_claim_article_newest", "claim", ORDER)
