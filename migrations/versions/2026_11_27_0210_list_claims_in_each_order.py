"""List the claims of a source, tag, fact, article or outlet in each of their orders.

Revision ID: 1e4b7d92f0a6
Revises: c7e20a94d5b1
"""

import sqlalchemy as sa
from alembic import op

revision = "1e4b7d92f0a6"
down_revision = "c7e20a94d5b1"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
# In the order of the updates below.
CARRIED = {"recorded_at": INSTANT, "article_id": KEY, "start": sa.Integer()}
PARTS = {
    "attribution": ("source_id", None),
    "claim_tag": ("tag_id", None),
    "stance": ("fact_id", sa.text("superseded_at IS NULL")),
}
KEPT = """
CREATE TABLE kept AS
SELECT part.*, claim.created_at AS recorded_at, claim.article_id, claim.start
FROM {part} AS part JOIN claim ON claim.id = part.claim_id
"""


def upgrade() -> None:
    for part, (of, where) in PARTS.items():
        _carry(part)
        for name, order in {
            "recorded": [_last("recorded_at"), _last("claim_id")],
            "in_article": ["article_id", "start", "claim_id"],
        }.items():
            op.create_index(
                f"ix_{part}_{name}",
                part,
                [of, *order],
                sqlite_where=where,
                postgresql_where=where,
            )
    recorded = [_last("created_at"), _last("id")]
    op.create_index("ix_claim_article_recorded", "claim", ["article_id", *recorded])
    in_article = ["outlet_id", "article_id", "start", "id"]
    op.create_index("ix_claim_outlet_in_article", "claim", in_article)
    _analyse()


def _last(column: str) -> sa.ColumnClause[object]:
    return sa.literal_column(f"{column} DESC")


def _carry(part: str) -> None:
    """Add columns that are never null: SQLite takes them only where no row is."""
    op.execute(KEPT.format(part=part))
    op.execute(f"DELETE FROM {part}")  # noqa: S608 - a name from above
    for name, type_ in CARRIED.items():
        op.add_column(part, sa.Column(name, type_, nullable=False))
    op.execute(f"INSERT INTO {part} SELECT * FROM kept ORDER BY id")  # noqa: S608
    op.execute("DROP TABLE kept")


def _analyse() -> None:
    """Collect statistics on the new indexes, or the planner chooses wrong ones."""
    counted = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"
    bind = op.get_bind()
    if bind.dialect.name != "sqlite" or bind.exec_driver_sql(counted).first():
        for table in ("claim", *PARTS):
            op.execute(f"ANALYZE {table}")


def downgrade() -> None:
    op.drop_index("ix_claim_outlet_in_article", table_name="claim")
    op.drop_index("ix_claim_article_recorded", table_name="claim")
    for part in PARTS:
        op.drop_index(f"ix_{part}_in_article", table_name=part)
        op.drop_index(f"ix_{part}_recorded", table_name=part)
        for name in CARRIED:
            op.drop_column(part, name)
