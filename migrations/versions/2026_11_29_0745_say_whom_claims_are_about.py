"""Add the subjects of claims.

Revision ID: 3e56b67e0d07
Revises: 8e2d61a7f094
"""

import sqlalchemy as sa
from alembic import op

revision = "3e56b67e0d07"
down_revision = "8e2d61a7f094"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# SQLite stores instants as text of one length, which sorts by time.
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")


def upgrade() -> None:
    op.create_table(
        "claim_subject",
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("printed_source_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=True),
        sa.Column("dated_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_subject_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["printed_source_id"],
            ["source.id"],
            name=op.f("fk_claim_subject_printed_source_id_source"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_claim_subject_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_subject")),
        sa.UniqueConstraint(
            "claim_id",
            "printed_source_id",
            name=op.f("uq_claim_subject_claim_id_printed_source_id"),
        ),
    )
    for name, columns in {
        "newest": ["source_id", _last("dated_at"), _last("claim_id")],
        "recorded": ["source_id", _last("recorded_at"), _last("claim_id")],
        "in_article": ["source_id", "article_id", "start", "claim_id"],
        "printed_source": ["printed_source_id"],
    }.items():
        op.create_index(f"ix_claim_subject_{name}", "claim_subject", columns)


def _last(column: str) -> sa.ColumnClause[object]:
    return sa.literal_column(f"{column} DESC")


def downgrade() -> None:
    op.drop_table("claim_subject")
