"""Index the words of claims.

The index is filled by `onrecord migrate`, behind the migrations: the rules by which
words are found are code that changes.

Revision ID: 7d2f61b8c0e4
Revises: 7f2d9b60c5a1
"""

import sqlalchemy as sa
from alembic import op

revision = "7d2f61b8c0e4"
down_revision = "7f2d9b60c5a1"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TERMS = "array_to_tsvector(array_remove(string_to_array(btrim(words), ' '), ''))"
INDEX_TABLE = (
    "CREATE VIRTUAL TABLE claim_fts USING fts5(words, content='claim_search', "
    "content_rowid='id', columnsize=0, detail=none, tokenize='ascii')"
)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    op.create_table(
        "claim_search",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("claim_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name="fk_claim_search_claim_id_claim"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_claim_search"),
        sa.UniqueConstraint("claim_id", name="uq_claim_search_claim_id"),
    )
    if is_sqlite():
        op.execute(INDEX_TABLE)
        return
    op.create_index(
        "ix_claim_search_words",
        "claim_search",
        [sa.text(TERMS)],
        postgresql_using="gin",
    )


def downgrade() -> None:
    if is_sqlite():
        op.execute("DROP TABLE claim_fts")
    op.drop_table("claim_search")
