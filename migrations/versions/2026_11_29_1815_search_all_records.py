"""Index the words of articles, sources and facts.

The indexes are filled by `onrecord migrate`, behind the migrations: the rules by which
words are found are code that changes.

Revision ID: 5e8c07d4a9b1
Revises: a3c81f5e2d94
"""

import sqlalchemy as sa
from alembic import op

revision = "5e8c07d4a9b1"
down_revision = "a3c81f5e2d94"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TERMS = "array_to_tsvector(array_remove(string_to_array(btrim(words), ' '), ''))"
RESOURCES = ("article", "source", "fact")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    for resource in RESOURCES:
        create(resource)
        create_index(resource)


def create(resource: str) -> None:
    table, column = f"{resource}_search", f"{resource}_id"
    op.create_table(
        table,
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(column, KEY, nullable=False),
        sa.ForeignKeyConstraint(
            [column], [f"{resource}.id"], name=f"fk_{table}_{column}_{resource}"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint(column, name=f"uq_{table}_{column}"),
    )


def create_index(resource: str) -> None:
    table = f"{resource}_search"
    if is_sqlite():
        op.execute(
            f"CREATE VIRTUAL TABLE {resource}_fts USING fts5(words, content='{table}', "
            "content_rowid='id', columnsize=0, detail=none, tokenize='ascii')"
        )
        return
    terms = [sa.text(TERMS)]
    op.create_index(f"ix_{table}_words", table, terms, postgresql_using="gin")


def downgrade() -> None:
    for resource in reversed(RESOURCES):
        if is_sqlite():
            op.execute(f"DROP TABLE {resource}_fts")
        op.drop_table(f"{resource}_search")
