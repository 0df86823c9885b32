"""Make the availability of articles a closed list; other words go to their note.

Revision ID: c93f1d2be674
Revises: a41c6e90d7b2
"""

from alembic import op

revision = "c93f1d2be674"
down_revision = "a41c6e90d7b2"
branch_labels = None
depends_on = None

CLOSED = (
    "CONSTRAINT ck_article_availability CHECK (closed IN ('available', 'corrected', "
    "'retracted', 'removed'))"
)
MEANT = """
UPDATE article SET closed = CASE lower(trim(availability))
    WHEN 'available' THEN 'available' WHEN 'open' THEN 'available'
    WHEN 'online' THEN 'available' WHEN 'paywalled' THEN 'available'
    WHEN 'corrected' THEN 'corrected' WHEN 'correction' THEN 'corrected'
    WHEN 'retracted' THEN 'retracted' WHEN 'withdrawn' THEN 'retracted'
    WHEN 'removed' THEN 'removed' WHEN 'deleted' THEN 'removed'
    WHEN 'gone' THEN 'removed' WHEN 'offline' THEN 'removed'
    WHEN 'archived' THEN 'removed'
END WHERE availability IS NOT NULL
"""
# Words without a value in the list are kept in the note.
KEPT = """
UPDATE article SET note =
    coalesce(note || ' ', '') || 'Availability: ' || availability || '.'
WHERE availability IS NOT NULL
    AND lower(trim(availability)) NOT IN
        ('available', 'open', 'corrected', 'retracted', 'removed')
"""


def upgrade() -> None:
    op.execute(f"ALTER TABLE article ADD COLUMN closed VARCHAR {CLOSED}")
    op.execute(MEANT)
    op.execute(KEPT)
    op.execute("ALTER TABLE article DROP COLUMN availability")
    op.execute("ALTER TABLE article RENAME COLUMN closed TO availability")


def downgrade() -> None:
    """Remove the closed list; words in notes stay there."""
    op.execute("ALTER TABLE article ADD COLUMN open_list VARCHAR")
    op.execute("UPDATE article SET open_list = availability")
    op.execute("ALTER TABLE article DROP COLUMN availability")
    op.execute("ALTER TABLE article RENAME COLUMN open_list TO availability")
