"""Mark sources that have namesakes.

Revision ID: 8c4f0a7e21b9
Revises: 5e8c07d4a9b1
"""

import sqlalchemy as sa
from alembic import op

revision = "8c4f0a7e21b9"
down_revision = "5e8c07d4a9b1"
branch_labels = None
depends_on = None

FILL = """
UPDATE source SET has_namesakes = true
WHERE article_id IS NULL AND folded IN (
    SELECT folded FROM source WHERE article_id IS NULL
    GROUP BY folded HAVING count(*) > 1
)
"""


def upgrade() -> None:
    column = sa.Column(
        "has_namesakes", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("source", column)
    op.execute(FILL)


def downgrade() -> None:
    op.drop_column("source", "has_namesakes")
