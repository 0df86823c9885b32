"""List the claims of outlets in the order of an index.

Revision ID: c7e20a94d5b1
Revises: 9b3e5a7c1d60
"""

import sqlalchemy as sa
from alembic import op

revision = "c7e20a94d5b1"
down_revision = "9b3e5a7c1d60"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECORDED = [
    "outlet_id",
    sa.literal_column("created_at DESC"),
    sa.literal_column("id DESC"),
]
NEWEST = [
    "outlet_id",
    sa.literal_column("dated_at DESC"),
    sa.literal_column("id DESC"),
    "review",
    "visibility",
    "withdrawn_at",
]
# The survivor of the outlet of the article, after merges.
OUTLETS = """
UPDATE claim SET outlet_id = (
    SELECT coalesce(source.survivor_id, source.id)
    FROM article JOIN source ON source.id = article.outlet_id
    WHERE article.id = claim.article_id
)
"""


def upgrade() -> None:
    op.add_column("claim", sa.Column("outlet_id", KEY, nullable=True))
    op.execute(OUTLETS)
    op.create_index("ix_claim_outlet_newest", "claim", NEWEST)
    op.create_index("ix_claim_outlet_recorded", "claim", RECORDED)
    op.create_index("ix_article_outlet_recorded", "article", RECORDED)


def downgrade() -> None:
    op.drop_index("ix_article_outlet_recorded", table_name="article")
    op.drop_index("ix_claim_outlet_recorded", table_name="claim")
    op.drop_index("ix_claim_outlet_newest", table_name="claim")
    op.drop_column("claim", "outlet_id")
