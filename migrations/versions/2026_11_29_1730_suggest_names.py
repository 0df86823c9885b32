"""Store the words of names, to suggest records.

They are filled by `onrecord migrate`, behind the migrations: the rules by which words
are found are code that changes.

Revision ID: 5c1e8f7a2b93
Revises: 7d2f61b8c0e4
"""

import sqlalchemy as sa
from alembic import op

revision = "5c1e8f7a2b93"
down_revision = "7d2f61b8c0e4"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTED = {
    "resource": "'source', 'outlet', 'fact', 'tag'",
    "visibility": "'public', 'restricted'",
}


def listed(table: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"{column} IN ({values})", name=op.f(f"ck_{table}_{column}"))
        for column, values in LISTED.items()
    ]


def upgrade() -> None:
    op.create_table(
        "name_word",
        sa.Column("id", KEY, nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("rarity", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        *listed("name_word"),
        sa.PrimaryKeyConstraint("id", name="pk_name_word"),
    )
    op.create_index("ix_name_word_record", "name_word", ["resource", "record_id"])
    named = ["resource", "visibility"]
    op.create_index("ix_name_word_word", "name_word", [*named, "word"])
    for length in (1, 2, 3, 4, 6):
        op.create_index(
            f"ix_name_word_beginning_{length}",
            "name_word",
            [*named, sa.text(f"substr(word, 1, {length})"), "rarity", "record_id"],
        )
    op.create_table(
        "word_deletion",
        sa.Column("id", KEY, nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("deletion", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        *listed("word_deletion"),
        sa.PrimaryKeyConstraint("id", name="pk_word_deletion"),
    )
    op.create_index("ix_word_deletion", "word_deletion", [*named, "deletion", "word"])
    op.create_index("ix_word_deletion_word", "word_deletion", ["word"])


def downgrade() -> None:
    op.drop_table("word_deletion")
    op.drop_table("name_word")
