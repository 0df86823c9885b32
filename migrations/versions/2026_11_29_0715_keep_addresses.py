"""Store all addresses of an article, and copy the existing ones.

Revision ID: 4b7f0c2e9d15
Revises: 9c4e7a15d2f8
"""

import sqlalchemy as sa
from alembic import op

revision = "4b7f0c2e9d15"
down_revision = "9c4e7a15d2f8"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("withdrawn_at IS NULL")
CARRY_OVER = """
INSERT INTO article_address
    (article_id, kind, url, url_key, ordinal, visibility, withdrawn_at)
SELECT id, 'canonical', url, url_key, 1, visibility, withdrawn_at
FROM article WHERE url IS NOT NULL ORDER BY id
"""


def upgrade() -> None:
    op.create_table(
        "article_address",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("url_key", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('canonical', 'amp', 'mobile', 'archive', 'former')",
            name=op.f("ck_article_address_kind"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')",
            name=op.f("ck_article_address_visibility"),
        ),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_article_address_ordinal")),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_address_article_id_article"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_address")),
    )
    op.execute(CARRY_OVER)
    op.create_index("ix_article_address_article", "article_address", ["article_id"])
    op.create_index("ix_article_address_key", "article_address", ["url_key"])
    op.create_index(
        "uq_article_address_live",
        "article_address",
        ["url_key", "ordinal", "visibility"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    op.drop_table("article_address")
