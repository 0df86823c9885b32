"""Add identifiers of articles: DOI, guid, number at a wire.

Revision ID: 8e2d61a7f094
Revises: 4b7f0c2e9d15
"""

import sqlalchemy as sa
from alembic import op

revision = "8e2d61a7f094"
down_revision = "4b7f0c2e9d15"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "article_identifier",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("value_key", sa.String(), nullable=False),
        sa.Column("scope", KEY, nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "scheme IN ('doi', 'guid', 'wire')",
            name=op.f("ck_article_identifier_scheme"),
        ),
        sa.CheckConstraint("value <> ''", name=op.f("ck_article_identifier_value")),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')",
            name=op.f("ck_article_identifier_visibility"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_identifier_article_id_article"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_identifier")),
    )
    op.create_index(
        "ix_article_identifier_article", "article_identifier", ["article_id"]
    )
    op.create_index("ix_article_identifier_key", "article_identifier", ["value_key"])
    op.create_index(
        "uq_article_identifier_live",
        "article_identifier",
        ["scheme", "value_key", "scope", "visibility"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    op.drop_table("article_identifier")
