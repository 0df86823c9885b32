"""Let an article have the same text again after another one.

Revision ID: 5d0c7e21b9f4
Revises: 6f0d4c1b8a52
"""

from alembic import op

revision = "5d0c7e21b9f4"
down_revision = "6f0d4c1b8a52"
branch_labels = None
depends_on = None

ONCE = "uq_revision_article_id_text_sha256"
# Claims move to the first revision with the same text, where their offsets are equal.
TO_FIRST = """
UPDATE claim SET revision_id = (
    SELECT min(earlier.id) FROM revision AS earlier
    JOIN revision AS later ON later.article_id = earlier.article_id
        AND later.text_sha256 = earlier.text_sha256
    WHERE later.id = claim.revision_id
) WHERE revision_id IS NOT NULL
"""
AGAIN = """
DELETE FROM revision WHERE EXISTS (
    SELECT 1 FROM revision AS earlier
    WHERE earlier.article_id = revision.article_id
        AND earlier.text_sha256 = revision.text_sha256
        AND earlier.id < revision.id
)
"""


def upgrade() -> None:
    with op.batch_alter_table("revision") as batch_op:
        batch_op.drop_constraint(ONCE, type_="unique")


def downgrade() -> None:
    op.execute(TO_FIRST)
    op.execute(AGAIN)
    with op.batch_alter_table("revision") as batch_op:
        batch_op.create_unique_constraint(ONCE, ["article_id", "text_sha256"])
