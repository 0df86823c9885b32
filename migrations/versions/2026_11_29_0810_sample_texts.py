"""Store a sample of the text of each article, to find nearly equal texts.

`onrecord rekey` makes those of the articles that there are.

Revision ID: c50b8e3f17d6
Revises: 5b8d20f7c1e4
"""

import sqlalchemy as sa
from alembic import op

revision = "c50b8e3f17d6"
down_revision = "5b8d20f7c1e4"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "article_band",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("band BETWEEN 0 AND 15", name=op.f("ck_article_band_band")),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_band_article_id_article"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_band")),
        sa.UniqueConstraint(
            "article_id", "band", name=op.f("uq_article_band_article_id_band")
        ),
    )
    op.create_index("ix_article_band_hash", "article_band", ["hash"])


def downgrade() -> None:
    op.drop_table("article_band")
