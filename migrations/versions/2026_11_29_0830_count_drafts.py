"""Copy the visibility of drafts to their parts, to count drafts by an index.

Revision ID: 5d1c8e3a7b64
Revises: c41e7f9a06d5
"""

import sqlalchemy as sa
from alembic import op

revision = "5d1c8e3a7b64"
down_revision = "c41e7f9a06d5"
branch_labels = None
depends_on = None

PARTS = {
    "attribution": ("source_id", ""),
    "claim_subject": ("source_id", ""),
    "claim_tag": ("tag_id", ""),
    "stance": ("fact_id", "superseded_at IS NULL AND "),
}
# Drafts are few: their parts are found through the unique keys of the claim ids.
FILL = """
UPDATE {part} SET draft_visibility = (
    SELECT claim.visibility FROM claim WHERE claim.id = {part}.claim_id
)
WHERE claim_id IN (
    SELECT id FROM claim WHERE review = 'draft' AND withdrawn_at IS NULL
)
"""


def upgrade() -> None:
    for name in ("article", "outlet"):
        columns = [f"{name}_id", "visibility", "withdrawn_at"]
        _index("claim", name, columns, where="review = 'draft'")
    for part, (of, live) in PARTS.items():
        op.add_column(part, sa.Column("draft_visibility", sa.String(), nullable=True))
        op.execute(FILL.format(part=part))
        drafts = f"{live}draft_visibility IS NOT NULL"
        _index(part, "", [of, "draft_visibility"], where=drafts)


def downgrade() -> None:
    for part in PARTS:
        op.drop_index(f"ix_{part}_drafts", part)
        op.drop_column(part, "draft_visibility")
    for name in ("outlet", "article"):
        op.drop_index(f"ix_claim_{name}_drafts", "claim")


def _index(table: str, of: str, columns: list[str], *, where: str) -> None:
    name = "_".join(filter(None, ["ix", table, of, "drafts"]))
    drafts = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=drafts, postgresql_where=drafts)
