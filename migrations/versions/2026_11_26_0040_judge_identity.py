"""Add judgements of identity and the survivors of merged sources.

Revision ID: 8c1f0d4b7a36
Revises: 5d41c7a9e208
"""

import sqlalchemy as sa
from alembic import op

revision = "8c1f0d4b7a36"
down_revision = "5d41c7a9e208"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(27), "sqlite")
MERGED = "(merged_into_id IS NULL) = (survivor_id IS NULL)"
STANDING = sa.text("superseded_at IS NULL")
HAS_SURVIVOR = sa.text("survivor_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_a_id", KEY, nullable=False),
        sa.Column("source_b_id", KEY, nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("basis", sa.String(), nullable=True),
        sa.Column("rationale", sa.String(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("analyst_id", KEY, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("superseded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "judgement IN ('same', 'different', 'unsure')",
            name=op.f("ck_identity_judgement"),
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_identity_score")),
        sa.CheckConstraint(
            "source_a_id < source_b_id", name=op.f("ck_identity_ordered")
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'restricted')",
            name=op.f("ck_identity_visibility"),
        ),
        sa.ForeignKeyConstraint(
            ["analyst_id"], ["analyst.id"], name=op.f("fk_identity_analyst_id_analyst")
        ),
        sa.ForeignKeyConstraint(
            ["source_a_id"], ["source.id"], name=op.f("fk_identity_source_a_id_source")
        ),
        sa.ForeignKeyConstraint(
            ["source_b_id"], ["source.id"], name=op.f("fk_identity_source_b_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )
    op.create_index("ix_identity_source_b", "identity", ["source_b_id", "source_a_id"])
    op.create_index(
        "uq_identity_standing",
        "identity",
        ["source_a_id", "source_b_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    _add_survivor()
    op.drop_index("ix_source_merged_into", table_name="source")
    op.create_index(
        "ix_source_survivor",
        "source",
        ["survivor_id"],
        sqlite_where=HAS_SURVIVOR,
        postgresql_where=HAS_SURVIVOR,
    )


def _add_survivor() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # Not in a batch: that would lose the CHECKs of the table.
        op.execute(
            "ALTER TABLE source ADD COLUMN survivor_id INTEGER "
            f"CONSTRAINT ck_source_survivor CHECK ({MERGED})"
        )
        return
    op.add_column("source", sa.Column("survivor_id", KEY, nullable=True))
    op.create_check_constraint(op.f("ck_source_survivor"), "source", MERGED)


def downgrade() -> None:
    op.drop_index("ix_source_survivor", table_name="source")
    op.create_index("ix_source_merged_into", "source", ["merged_into_id"])
    op.drop_column("source", "survivor_id")
    op.drop_table("identity")
