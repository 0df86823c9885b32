"""Index the claims with seldom values; drop the index of the anchors of all spans.

Revision ID: 4c7d1f0a9b36
Revises: 6b1e94d7c3a2
"""

import sqlalchemy as sa
from alembic import op

revision = "4c7d1f0a9b36"
down_revision = "6b1e94d7c3a2"
branch_labels = None
depends_on = None

SELDOM = {
    "act": "act <> 'assertion'",
    "form": "form <> 'paraphrase' AND form <> 'direct_quote'",
    "terms": "terms <> 'unknown' AND terms <> 'on_record'",
    "review": "review <> 'reviewed'",
}
ORPHANED = "anchor = 'orphaned'"


def upgrade() -> None:
    for name in SELDOM:
        _index(name, "newest", "dated_at")
    _index("review", "recorded", "created_at")
    where = sa.text(ORPHANED)
    op.create_index(
        "ix_span_orphaned",
        "span",
        ["claim_id"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.drop_index("ix_span_anchor", table_name="span")


def downgrade() -> None:
    op.create_index("ix_span_anchor", "span", ["anchor", "claim_id"])
    op.drop_index("ix_span_orphaned", table_name="span")
    op.drop_index("ix_claim_review_recorded", table_name="claim")
    for name in SELDOM:
        op.drop_index(f"ix_claim_{name}_newest", table_name="claim")


def _index(name: str, order: str, by: str) -> None:
    where = sa.text(SELDOM[name])
    op.create_index(
        f"ix_claim_{name}_{order}",
        "claim",
        [name, sa.literal_column(f"{by} DESC"), sa.literal_column("id DESC")],
        sqlite_where=where,
        postgresql_where=where,
    )
